import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PictureFiles } from '../articles/picture.js';
import { codeOf } from './system-error.js';

const ID = /^[0-9a-z]{1,40}$/;

/** Copies of pictures as files of a folder, which is made when the first is written. A file is there whole or not at all. */
export function createPictureFiles({ folder }: { folder: string }): PictureFiles {
  const pathOf = (id: string): string => {
    if (!ID.test(id)) throw new Error(`${id} names no picture.`);
    return join(folder, `${id}.jpg`);
  };
  return {
    async write(id, jpeg) {
      const path = pathOf(id);
      const half = `${path}.${process.pid}.half`;
      await mkdir(folder, { recursive: true });
      await writeFile(half, jpeg);
      await rename(half, path);
    },
    async read(id) {
      try {
        return await readFile(pathOf(id));
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
