/** Every environment variable that Hush reads, with what it is for and an example: for error messages, `--help` and the README's test. */
export const variables = {
  SLACK_BOT_TOKEN: { what: "the bot's token", example: 'xoxb-…' },
  SLACK_SIGNING_SECRET: { what: "the app's signing secret, for HTTP", example: '8f742231b10e8888abcd99yyyzzz85a5' },
  SLACK_APP_TOKEN: { what: 'the app-level token, for Socket Mode instead of HTTP', example: 'xapp-…' },
  SLACK_API_URL: { what: "the base of Slack's Web API", example: 'https://slack.com/api/' },
  HOST: { what: 'the address to listen on', example: '0.0.0.0' },
  PORT: { what: 'the port to listen on', example: '3000' },
  HUSH_AUDIT_CHANNEL: { what: 'the id of the channel for audit messages', example: 'C0123456789' },
  HUSH_MODERATORS: {
    what: 'who may use Hush: user ids and user group ids, comma separated',
    example: 'U0123456789,S0123456789',
  },
  HUSH_DATA_DIR: { what: 'the folder of the embedded database', example: './data' },
  HUSH_CONFIG: { what: 'a hush.yml with more apps and the rules', example: './hush.yml' },
  DATABASE_URL: { what: 'PostgreSQL instead of the embedded database', example: 'postgres://hush@localhost/hush' },
  ZIM_APP_ID: { what: "the ZIM app's id", example: '1234567890' },
  ZIM_SERVER_SECRET: { what: "the ZIM app's server secret", example: '9193cc66…' },
  ZIM_OPERATOR: { what: 'the ZIM user id that mutes: an owner or admin of the groups', example: 'admin' },
  ZIM_API_URL: { what: "the base of ZIM's server API", example: 'https://zim-api.zego.im/' },
  ZIM_CALLS_PER_SECOND: { what: "ZIM's quota per operation", example: '20' },
  NETEASE_APP_KEY: { what: "the NetEase app's key", example: '45c6af3c98409b18a84451215d0bdd6e' },
  NETEASE_APP_SECRET: { what: "the NetEase app's secret", example: '0123456789ab' },
  NETEASE_API_URL: {
    what: "the base of NetEase's server API, ending in /nimserver",
    example: 'https://api-sg.netease.im/nimserver',
  },
  NETEASE_CALLS_PER_SECOND: { what: "NetEase's quota per operation", example: '100' },
  HUSH_VENDOR_TIMEOUT_MS: { what: 'how long one request to a vendor may take, in milliseconds', example: '2000' },
  LOG_LEVEL: { what: 'how much is logged', example: 'info' },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    what: 'where traces are sent, by OTLP over HTTP; /v1/traces is added',
    example: 'http://localhost:4318',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: { what: 'the same, whole', example: 'http://localhost:4318/v1/traces' },
  OTEL_EXPORTER_OTLP_HEADERS: { what: 'headers for those requests', example: 'authorization=Bearer%20…' },
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: { what: 'more of them', example: 'x-team=moderation' },
  OTEL_SERVICE_NAME: { what: 'how Hush is called in traces', example: 'hush' },
  OTEL_RESOURCE_ATTRIBUTES: { what: 'what else traces say of this Hush', example: 'deployment.environment.name=live' },
  OTEL_TRACES_SAMPLER: { what: 'which traces are kept', example: 'parentbased_traceidratio' },
  OTEL_TRACES_SAMPLER_ARG: { what: 'the part of them that a traceidratio keeps, 0 to 1', example: '0.1' },
  OTEL_TRACES_EXPORTER: { what: 'otlp, or none for no traces', example: 'none' },
  OTEL_SDK_DISABLED: { what: 'true for no traces', example: 'true' },
} as const;

export type Variable = keyof typeof variables;

/** Variables by name; what is empty counts as unset, as `NAME=` in an env file means. */
export type Environment = Readonly<Partial<Record<string, string>> & Partial<Record<Variable, string>>>;
