import Findings

extension SecretRule {
    /// Language models and machine learning.
    static var intelligence: [SecretRule] {
        let openai = SecretIssuer("OpenAI", "https://platform.openai.com/api-keys")
        let anthropic = SecretIssuer("Anthropic", "https://console.anthropic.com/settings/keys")
        let hugging = SecretIssuer("Hugging Face", "https://huggingface.co/settings/tokens")
        let databricks = SecretIssuer("Databricks", "https://docs.databricks.com/aws/en/dev-tools/auth/pat")
        let langsmith = SecretIssuer("LangSmith", "https://smith.langchain.com")
        return [
            openai.token("openai-key", "API key", "sk-(|proj-|svcacct-|admin-|None-)%u{16,90}T3BlbkFJ%u{16,90}"),
            openai.token(
                "openai-project-key", "API key of a project or service account", "sk-(proj|svcacct|admin)-%u{40,200}"),
            openai.token("openai-legacy-key", "API key of the old form", "sk-%a{48}"),
            anthropic.token("anthropic-key", "API key", "sk-ant-(api03|admin01|oat01|ort01|sid01)-%u{80,120}"),
            anthropic.token("anthropic-short-key", "API key", "sk-ant-%u{32,79}"),
            hugging.token("huggingface-token", "user access token", "hf_[A-Za-z]{34}"),
            hugging.token("huggingface-new-token", "access token", "hf_%a{35,40}"),
            hugging.token("huggingface-org-token", "organisation token", "api_org_[A-Za-z]{34}"),
            SecretIssuer("Replicate", "https://replicate.com/account/api-tokens").token(
                "replicate-token", "API token", "r8_%a{37}"),
            SecretIssuer("Groq", "https://console.groq.com/keys").token("groq-key", "API key", "gsk_%a{52}"),
            SecretIssuer("xAI", "https://console.x.ai").token("xai-key", "API key", "xai-%a{80}"),
            SecretIssuer("Perplexity", "https://www.perplexity.ai/settings/api").token(
                "perplexity-key", "API key", "pplx-%a{48}"),
            SecretIssuer("OpenRouter", "https://openrouter.ai/settings/keys").token(
                "openrouter-key", "API key", "sk-or-v1-%h{64}"),
            SecretIssuer("DeepSeek", "https://platform.deepseek.com/api_keys").token(
                "deepseek-key", "API key", "sk-%h{32}"),
            SecretIssuer("Cohere", "https://dashboard.cohere.com/api-keys").named(
                "cohere-key", "API key", ["cohere", "co_api"], "%a{40}"),
            SecretIssuer("Mistral", "https://console.mistral.ai/api-keys").named(
                "mistral-key", "API key", ["mistral"], "%a{32}"),
            SecretIssuer("Together", "https://api.together.ai/settings/api-keys").token(
                "together-key", "API key", "tgp_v1_%u{43}"),
            SecretIssuer("Fireworks", "https://fireworks.ai/account/api-keys").named(
                "fireworks-key", "API key", ["fireworks"], "fw_%a{22,24}"),
            SecretIssuer("Pinecone", "https://app.pinecone.io").token(
                "pinecone-key", "API key", "pcsk_%a{4,8}_%a{50,70}"),
            SecretIssuer("ElevenLabs", "https://elevenlabs.io/app/settings/api-keys").named(
                "elevenlabs-key", "API key", ["elevenlabs", "eleven_", "xi-api"], "(sk_|)%h{32,48}"),
            langsmith.token("langsmith-key", "API key", "lsv2_(pt|sk)_%h{32}_%h{10}"),
            SecretIssuer("Langfuse", "https://langfuse.com/docs").token(
                "langfuse-key", "secret key", "sk-lf-%h{8}-%h{4}-%h{4}-%h{4}-%h{12}"),
            SecretIssuer("Weights & Biases", "https://wandb.ai/authorize").named(
                "wandb-key", "API key", ["wandb"], "%h{40}"),
            SecretIssuer("NVIDIA", "https://build.nvidia.com/settings/api-keys").token(
                "nvidia-key", "API key", "nvapi-%u{60,72}"),
            SecretIssuer("Cerebras", "https://cloud.cerebras.ai").token("cerebras-key", "API key", "csk-%l{48}"),
            SecretIssuer("Tavily", "https://app.tavily.com").token("tavily-key", "API key", "tvly-(|dev-|prod-)%a{32}"),
            SecretIssuer("Jina", "https://jina.ai/api-dashboard").token("jina-key", "API key", "jina_%a{32}%u{28,32}"),
            SecretIssuer("Deepgram", "https://console.deepgram.com").named(
                "deepgram-key", "API key", ["deepgram"], "%h{40}"),
            SecretIssuer("AssemblyAI", "https://www.assemblyai.com/app/api-keys").named(
                "assemblyai-key", "API key", ["assemblyai", "assembly_ai"], "%h{32}"),
            SecretIssuer("Voyage", "https://dashboard.voyageai.com").named(
                "voyage-key", "API key", ["voyage"], "pa-%u{40,48}"),
            SecretIssuer("Kaggle", "https://www.kaggle.com/settings").named(
                "kaggle-key", "API key", ["kaggle"], "%h{32}"),
            databricks.token("databricks-token", "personal access token", "dapi%h{32}(|-2|-3)"),
            databricks.token("databricks-oauth-secret", "OAuth secret", "dose%h{32}"),
            SecretIssuer("GitHub Copilot", "https://github.com/settings/copilot").token(
                "copilot-session", "session token", "tid=%h{32};exp=%d{10}", .none, .warning),
            SecretIssuer("Firecrawl", "https://www.firecrawl.dev/app/api-keys").token(
                "firecrawl-key", "API key", "fc-%h{32}"),
            SecretIssuer("Clarifai", "https://clarifai.com/settings/security").named(
                "clarifai-key", "API key", ["clarifai"], "%h{32}"),
        ]
    }
}
