/** Slack's short names that Hush uses, and a few that people expect. Others stay as they were typed. */
const emoji: Readonly<Record<string, string>> = {
  bell: '🔔',
  calendar: '📅',
  chart_with_upwards_trend: '📈',
  closed_lock_with_key: '🔐',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  large_green_circle: '🟢',
  large_orange_circle: '🟠',
  large_red_circle: '🔴',
  lock: '🔒',
  loud_sound: '🔊',
  mag: '🔍',
  memo: '📝',
  mute: '🔇',
  no_bell: '🔕',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  repeat: '🔁',
  robot_face: '🤖',
  rotating_light: '🚨',
  shield: '🛡️',
  shushing_face: '🤫',
  speech_balloon: '💬',
  stopwatch: '⏱️',
  tada: '🎉',
  unlock: '🔓',
  warning: '⚠️',
  white_check_mark: '✅',
  x: '❌',
};

export function emojiOf(name: string): string | undefined {
  return Object.hasOwn(emoji, name) ? emoji[name] : undefined;
}
