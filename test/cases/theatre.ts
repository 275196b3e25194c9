import type { Json, TestApi } from '../support/api.ts';
import { staffToken } from '../support/fixtures.ts';
import { startStageApi } from '../support/stage-api.ts';
import type { Given } from './case.ts';
import { prepare } from './given.ts';
import { createScene, type Scene } from './scene.ts';

/** Where all scenes play: one API before real parts. */
export interface Theatre {
  /** With what the case says is there before. */
  scene(given: Given): Promise<Scene>;
  close(): Promise<void>;
}

async function vocabulary(api: TestApi): Promise<Record<string, string>> {
  const items = async (name: string) => (await api.call('GET', `/reference/${name}`)).body.items as Json[];
  const [natures, positions, modes, areas] = await Promise.all(
    ['natures', 'positions', 'import-modes', 'exhibition-areas'].map(items),
  );
  const leaf = (of: Json[]) => of.find(({ parent }) => parent !== undefined)!;
  const subArea = leaf(areas!);
  return {
    nature: natures![0].code,
    position: leaf(positions!).code,
    'import mode': modes![0].code,
    area: subArea.parent,
    'sub-area': subArea.code,
  };
}

export async function openTheatre(): Promise<Theatre> {
  const { stage, api } = await startStageApi();
  const codes = await vocabulary(api);
  const staff = {
    delegation: await staffToken(stage.store, 'delegation-2'),
    bureau: await staffToken(stage.store, 'bureau'),
  };
  return {
    async scene(given) {
      const scene = createScene({ stage, api, staff, codes });
      await prepare[given](scene);
      return scene;
    },
    async close() {
      await api.close();
      await stage.close();
    },
  };
}
