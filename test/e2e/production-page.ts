import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A command of the page, in the language of its block: one line each in `sh`, a whole block of `sql`. */
export interface PageStep {
  language: 'sh' | 'sql';
  text: string;
}

/** What the page has one type, in its order. */
export function stepsOf(file: string): PageStep[] {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^```(sh|sql)\n(.*?)^```$/gms)];
  return blocks.flatMap(([, language, body]): PageStep[] => {
    const lines = body!.trim().split('\n');
    return lines.map((text) => ({ language: language as PageStep['language'], text }));
  });
}

/** A terminal in which one command is typed after the other: what one exports the next has. */
export function openTerminal(cwd: string, env: NodeJS.ProcessEnv) {
  const shell = spawn('sh', [], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
  // Behind what a command said, on whichever line that ended.
  const mark = `ended-${randomUUID()}:`;
  const ended = new RegExp(`^(.*)${mark}(\\d+)$`);
  let lines: string[] = [];
  let over: ((code: number) => void) | undefined;
  shell.stdin.write('exec 2>&1\n');
  createInterface({ input: shell.stdout }).on('line', (line) => {
    const [, before, code] = ended.exec(line) ?? [];
    if (code === undefined || before !== '') lines.push(before ?? line);
    if (code !== undefined) over?.(Number(code));
  });
  return {
    /** Types a command: how it ended, and what it said. */
    async type(command: string): Promise<{ code: number; lines: string[] }> {
      lines = [];
      const code = await new Promise<number>((resolve) => {
        over = resolve;
        shell.stdin.write(`${command}\nprintf '${mark}%s\\n' $?\n`);
      });
      return { code, lines };
    },
    close: () => void shell.stdin.end(),
  };
}
