// SPDX-License-Identifier: Apache-2.0

// The targets of the repository's Markdown files exist: pages, headings, commands and files. Targets outside of the
// repository are not checked.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, posix } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { anchors, code, links } from '../src/markdown.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BOOK = 'docs';
const SUMMARY = `${BOOK}/SUMMARY.md`;

/** Files of the repository, those not yet committed included. */
function files(...patterns: string[]): string[] {
    const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ...patterns], {
        cwd: ROOT,
        encoding: 'utf8',
    });
    assert.equal(listed.status, 0, listed.stderr);
    const found = new Set(listed.stdout.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path))));
    return [...found].sort();
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const pages = files('*.md');
const inBook = (path: string) => path.startsWith(`${BOOK}/`);

test('the reader of Markdown finds links, headings and code', () => {
    const text = [
        '# One `two`, [three](there.md)!',
        '[a](b.md) and ![c](<d e.png>) and [f](g.md "title") but not `[h](i.md)` or ``[`j`](k.md)``',
        '```',
        '[l](m.md)',
        '# Comment',
        '```',
        '[n]: o.md',
        '## Twice',
        '## Twice',
        '<a id="named"></a> <img src="p.png">',
    ].join('\n');
    assert.deepEqual(
        links(text).map(({ target, line }) => `${line} ${target}`),
        ['1 there.md', '2 b.md', '2 g.md', '7 o.md', '10 p.png'],
    );
    assert.deepEqual([...anchors(text)], ['one-two-three', 'twice', 'twice-1', 'named']);
    assert.deepEqual(code(text), ['[l](m.md)', '# Comment', 'two', '[h](i.md)', '[`j`](k.md)']);
    assert.throws(() => links('```\n'), /has no end/);
});

test('every link leads somewhere', () => {
    assert.ok(pages.length > 20, 'pages are found');
    const dead: string[] = [];
    let followed = 0;
    for (const page of pages) {
        for (const { target, line } of links(read(page))) {
            if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue;
            followed += 1;
            const [path, anchor] = target.split('#', 2) as [string, string?];
            const file = path === '' ? page : normalize(posix.join(dirname(page), decodeURI(path)));
            const at = `${page}:${line}: ${target}`;
            if (file.startsWith('..') || !existsSync(join(ROOT, file))) dead.push(`${at}: there is no ${file}`);
            else if (inBook(page) && !inBook(file)) {
                dead.push(`${at}: leads out of the book, where it would be dead; name the file in backquotes instead`);
            } else if (
                anchor !== undefined &&
                (!statSync(join(ROOT, file)).isFile() || !anchors(read(file)).has(anchor))
            ) {
                dead.push(`${at}: ${file} has no heading #${anchor}`);
            }
        }
    }
    assert.deepEqual(dead, []);
    assert.ok(followed > 30, 'links are found');
});

test('every page of the book is in its table of contents, once', () => {
    const listed = links(read(SUMMARY)).map(({ target }) => `${BOOK}/${target}`);
    const expected = pages.filter((page) => inBook(page) && page !== SUMMARY);
    assert.deepEqual(listed.sort(), expected);
});

test('every decision is in their list, once', () => {
    const decisions = `${BOOK}/decisions`;
    const listed = links(read(`${decisions}/README.md`)).map(({ target }) => `${decisions}/${target}`);
    const expected = pages.filter((page) => page.startsWith(`${decisions}/0`));
    assert.deepEqual(listed.sort(), expected);
});

test('every command of make that is named exists', () => {
    const targets = new Set([...read('Makefile').matchAll(/^([a-z][a-z0-9-]*):/gm)].map(([, target]) => target));
    const unknown = pages.flatMap((page) =>
        code(read(page))
            .map((line) => /^(?:\$ )?make ([a-z][a-z0-9-]*)/.exec(line)?.[1])
            .filter((target) => target !== undefined && !targets.has(target))
            .map((target) => `${page}: make ${target}`),
    );
    assert.deepEqual(unknown, []);
});

test('every file of the repository that is named exists', () => {
    const tracked = files();
    const known = new Set(tracked);
    const folders = new Set(tracked.map((path) => path.split('/')[0]));
    const missing = pages.flatMap((page) =>
        code(read(page))
            .filter((path) =>
                /^(?:[\w.-]+\/)+[\w.-]+\.(?:rs|ts|md|json|toml|sh|yml|yaml|service|hbs|py|js)$/.test(path),
            )
            // From the root of the repository, or from the folder of a crate's README.
            .filter((path) => folders.has(path.split('/')[0]))
            .filter((path) => !known.has(path) && !known.has(normalize(posix.join(dirname(page), path))))
            .map((path) => `${page}: ${path}`),
    );
    assert.deepEqual(missing, []);
});

test('every test that the page on attacks names exists', () => {
    const byFile = files('pallets/*.rs', 'primitives/*.rs', 'runtime/tests/*.rs').map((path) => {
        // Attributes and comments may stand between the mark of a test and its function.
        const tests = read(path).matchAll(/#\[test\]\s*(?:(?:#\[.*\]|\/\/.*)\s*)*fn (\w+)/g);
        return { name: posix.basename(path, '.rs'), tests: new Set([...tests].map(([, name]) => name)) };
    });
    const exists = (test: string, file?: string) =>
        byFile.some(({ name, tests }) => (file === undefined || file === name) && tests.has(test));
    const attacks = read(`${BOOK}/attacks.md`);
    const named = [...attacks.matchAll(/`(?:(\w+)::)?([a-z0-9]+(?:_[a-z0-9]+){3,})`/g)];
    const missing = named.filter(([, file, test]) => !exists(test as string, file)).map(([name]) => name);
    assert.deepEqual(missing, []);
    assert.ok(named.length > 130, 'tests are found');
    // Each row of a table has a test, in its last column.
    const rows = attacks.split('\n').filter((line) => /^\| (?!attack \|)/.test(line));
    const untested = rows.filter((row) => !/\w+_\w+_\w+/.test(row.split('|').at(-2) as string));
    assert.deepEqual(untested, []);
});
