/// The shells that complete command lines, each with its script.
///
/// A script gives the words up to the cursor to `strata __complete` and shows what comes back: in the first line what kind
/// of file is wanted besides (``CompletionAnswer/Files``), then a word a line, a tab, and what it is.
enum CompletionScript: String, CaseIterable {
    case bash, zsh, fish

    /// The script.
    var text: String {
        switch self {
        case .bash: Self.bashText
        case .zsh: Self.zshText
        case .fish: Self.fishText
        }
    }

    /// bash splits words at colons and equals signs, so the line is split anew, and of what completes a word only the part
    /// behind its last such sign is given back.
    private static let bashText = #"""
        # bash completion for strata: source <(strata completion bash)
        _strata() {
            local line=${COMP_LINE:0:COMP_POINT} words current value kind word rest
            read -ra words <<<"$line"
            [[ $line == *[[:space:]] ]] && words+=("")
            current=${words[${#words[@]}-1]}
            COMPREPLY=()
            {
                read -r kind || return
                while IFS=$'\t' read -r word rest; do COMPREPLY+=("$word"); done
            } < <(strata __complete "${words[@]:1}" 2>/dev/null)
            value=$current
            [[ $current == --*=* ]] && value=${current#*=}
            case $kind in
                files | directories)
                    compopt -o filenames 2>/dev/null
                    local action=-f
                    [[ $kind == directories ]] && action=-d
                    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$action" -- "$value")
                    return ;;
            esac
            local before=${current%"${current##*[:=]}"} index
            if [[ -n $before && ${COMP_WORDBREAKS-:=} == *[:=]* ]]; then
                for index in "${!COMPREPLY[@]}"; do COMPREPLY[index]=${COMPREPLY[index]#"$before"}; done
            fi
            [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
            return 0
        }
        complete -F _strata strata

        """#

    private static let zshText = #"""
        #compdef strata
        # zsh completion for strata: strata completion zsh > "${fpath[1]}/_strata"
        _strata() {
            local -a lines found
            local kind line
            lines=("${(@f)$(strata __complete "${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
            kind=${lines[1]}
            for line in "${(@)lines[2,-1]}"; do
                case $line in
                    *$'\t'*) found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
                    ?*) found+=("${line//:/\\:}") ;;
                esac
            done
            (( ${#found} )) && _describe -V 'strata' found
            case $kind in
                files) [[ $PREFIX == --*=* ]] && compset -P '*='; _files ;;
                directories) [[ $PREFIX == --*=* ]] && compset -P '*='; _files -/ ;;
            esac
            return 0
        }
        if [[ ${funcstack[1]} == _strata ]]; then
            _strata "$@"
        else
            compdef _strata strata
        fi

        """#

    private static let fishText = #"""
        # fish completion for strata: strata completion fish > ~/.config/fish/completions/strata.fish
        function __strata_complete
            set -l words (commandline -opc)
            set -l current (commandline -ct)
            set -l lines (strata __complete $words[2..-1] "$current" 2>/dev/null)
            set -l value (string replace -r '^--[^=]*=' '' -- "$current")
            set -l before (string match -r '^--[^=]*=' -- "$current")
            switch "$lines[1]"
                case files
                    for path in (__fish_complete_path "$value")
                        echo "$before$path"
                    end
                case directories
                    for path in (__fish_complete_directories "$value" '')
                        echo "$before$path"
                    end
            end
            set -e lines[1]
            printf '%s\n' $lines
        end
        complete -c strata -f -a '(__strata_complete)'

        """#
}
