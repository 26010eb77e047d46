/** Halves of the names that people choose for themselves in a game. */
const first = [
  'Luna',
  'pixel',
  'Night',
  'turbo',
  'Mango',
  'cosmic',
  'Frosty',
  'velvet',
  'Rocket',
  'sleepy',
  'Crimson',
  'lazy',
  'Neon',
  'tiny',
  'Shadow',
  'honey',
  'Storm',
  'salty',
  'Echo',
  'lucky',
];
const second = [
  'fox',
  'Wolf',
  'panda',
  'Knight',
  'otter',
  'Raven',
  'biscuit',
  'Tiger',
  'noodle',
  'Falcon',
  'badger',
  'Comet',
  'pickle',
  'Viper',
  'moth',
  'Bear',
  'koala',
];
const endings = ['', '_', '99', 'TV', '.exe', '_gg', '7', 'xo', '2010', ''];

/** Names that somebody has, each once: `Lunafox`, `pixel_Wolf`, `turboKnight99`, … The same ones at every start. */
export const players: readonly string[] = first.flatMap((one, row) =>
  second.map((other, column) => {
    const ending = endings[(row * 7 + column * 3) % endings.length] ?? '';
    return ending === '_' ? `${one}_${other}` : `${one}${other}${ending}`;
  }),
);

/** Every `step`th of the players from the `from`th on. */
export function somePlayers(from: number, step: number): readonly string[] {
  return players.filter((_, index) => index >= from && (index - from) % step === 0);
}
