import { join } from 'node:path';
import { createPictureFiles } from '../adapters/picture-files.js';
import type { Config } from '../config.js';

/** Our copies of pictures, in the data folder. */
export const openPictureFiles = ({ dataDir }: Pick<Config, 'dataDir'>) =>
  createPictureFiles({ folder: join(dataDir, 'pictures') });
