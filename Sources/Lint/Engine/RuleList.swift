import Findings

/// All rules, in the order of their codes.
public enum RuleList {
    /// hadolint's rules, then Strata's own.
    public static var all: [any LintRule.Type] { hadolint + strata }

    /// The rule of a code; `nil` where there is none.
    public static func rule(_ code: String) -> (any LintRule.Type)? { all.first { $0.text.code.text == code } }

    private static var hadolint: [any LintRule.Type] {
        [
            DL1001.self, DL3000.self, DL3001.self, DL3002.self, DL3003.self, DL3004.self, DL3006.self, DL3007.self,
            DL3008.self, DL3009.self, DL3010.self, DL3011.self, DL3012.self, DL3013.self, DL3014.self, DL3015.self,
            DL3016.self, DL3018.self, DL3019.self, DL3020.self, DL3021.self, DL3022.self, DL3023.self, DL3024.self,
            DL3025.self, DL3026.self, DL3027.self, DL3028.self, DL3029.self, DL3030.self, DL3032.self, DL3033.self,
            DL3034.self, DL3035.self, DL3036.self, DL3037.self, DL3038.self, DL3040.self, DL3041.self, DL3042.self,
            DL3043.self, DL3044.self, DL3045.self, DL3046.self, DL3047.self, DL3048.self, DL3049.self, DL3050.self,
            DL3051.self, DL3052.self, DL3053.self, DL3054.self, DL3055.self, DL3056.self, DL3058.self, DL3057.self,
            DL3059.self, DL3060.self, DL3061.self, DL3062.self, DL3063.self, DL3064.self, DL3065.self, DL3066.self,
            DL3067.self, DL3068.self, DL3069.self, DL3070.self, DL3071.self, DL3072.self, DL3073.self, DL3074.self,
            DL3075.self, DL3076.self, DL3077.self,
            DL4000.self, DL4001.self, DL4003.self, DL4004.self, DL4005.self, DL4006.self, DL4007.self,
        ]
    }

    private static var strata: [any LintRule.Type] {
        [
            ST001.self, ST002.self, ST003.self, ST004.self, ST005.self, ST006.self, ST007.self, ST008.self,
            ST009.self, ST010.self, ST011.self, ST012.self, ST013.self, ST014.self, ST015.self, ST016.self,
            ST017.self, ST018.self, ST019.self, ST020.self, ST021.self, ST022.self, ST023.self,
        ]
    }
}
