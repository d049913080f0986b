// SPDX-License-Identifier: Apache-2.0

// The parts of Markdown that the check of a page needs: its links, its headings and its code.

/** A link as written, and its line. */
export interface Link {
    target: string;
    line: number;
}

/** Splits a page into prose and blocks of code. Each has an empty line where the other has a line. */
function split(text: string): { prose: string[]; code: string[] } {
    const parts: { prose: string[]; code: string[] } = { prose: [], code: [] };
    let fence: string | undefined;
    for (const line of text.split('\n')) {
        const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
        const inside = fence !== undefined;
        if (fence === undefined) fence = mark;
        else if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
        const ofFence = mark !== undefined && inside !== (fence !== undefined);
        parts.prose.push(inside || ofFence ? '' : line);
        parts.code.push(inside && !ofFence ? line : '');
    }
    if (fence !== undefined) throw new Error(`A block of code that begins with ${fence} has no end`);
    return parts;
}

/** Each line of the blocks of code, and each code span of the prose. */
export function code(text: string): string[] {
    const { prose, code: blocks } = split(text);
    const pieces = prose.flatMap((line) =>
        [...line.matchAll(/(`+)(?!`)(.*?)(?<!`)\1(?!`)/g)].map((found) => found[2] as string),
    );
    return [...blocks, ...pieces].filter((line) => line !== '');
}

/** All links of a page, including images. */
export function links(text: string): Link[] {
    return split(text).prose.flatMap((line, index) => {
        const plain = line.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
        const inline = plain.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+["'(][^)]*)?\)/g);
        const reference = plain.matchAll(/^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)/g);
        const html = plain.matchAll(/\b(?:href|src)="([^"]+)"/g);
        return [...inline, ...reference, ...html].map(([, target]) => ({ target: target as string, line: index + 1 }));
    });
}

/** The valid fragments of links to a page: its headings as GitHub and mdBook name them, and explicit names. */
export function anchors(text: string): Set<string> {
    const found = new Set<string>();
    for (const line of split(text).prose) {
        for (const [, name] of line.matchAll(/<[^>]*\b(?:id|name)="([^"]+)"/g)) found.add(name as string);
        const heading = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/.exec(line)?.[1];
        if (heading === undefined) continue;
        const shown = heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`*]/g, '');
        const slug = shown
            .trim()
            .toLowerCase()
            .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
            .replaceAll(/\s/g, '-');
        let unique = slug;
        for (let again = 1; found.has(unique); again += 1) unique = `${slug}-${again}`;
        found.add(unique);
    }
    return found;
}
