import { getUinfos } from './get-uinfos.ts';
import { muteModule } from './mute-module.ts';

/** Every NetEase operation that Hush calls. */
export const neteaseOperations = [muteModule, getUinfos] as const;
