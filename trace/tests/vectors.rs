// SPDX-License-Identifier: Apache-2.0

//! `docs/trace-vectors.json` is what this crate computes. `e2e/tests/trace.test.ts` computes it a second time, naively.
//! `OPENLEDGER_WRITE_VECTORS=1 cargo test -p openledger-trace --test vectors` writes the file.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{index, source, Source};
use openledger_trace::{
    account::Bytes32,
    attribute::{attribute, bits, Answer, Filter, Rule},
    tree::{verify, Leaf, Node, Proof, Refusal, Root, Tree},
    weights::{By, Sums, Terms, Weight},
    words,
};
use serde_json::{json, to_value, Value};
use std::fs;
use tempfile::TempDir;

fn words_vectors() -> Value {
    let texts = [
        "",
        "The x402-wire, v2.0: \"don't\"",
        "Été à Ærø; naïve e\u{301}",
        "東京は、とても大きい。ok",
        "สวัสดี ABC",
        "soft\u{ad}hyphen…dash—done “quoted” ½ ª µ",
        "emoji 🦀 rust🦀ace",
        "한국어 문장",
        "ＦＵＬＬ　ｗｉｄｔｈ！",
        "tab\tand\u{0}nul\nline",
        &"abc".repeat(45),
    ];
    let of = |text: &str| words::of(text).into_iter().map(|(word, _)| word).collect::<Vec<_>>();
    texts.iter().map(|text| json!({ "text": text, "words": of(text) })).collect()
}

fn bits_vectors() -> Value {
    let cases = [(100, 100), (100, 51), (100, 50), (1_000_003, 7), (1 << 40, 1), (5, 0), (170_000_000, 9_500_000)];
    cases.iter().map(|(total, count)| json!({ "total": total, "count": count, "bits": bits(*total, *count) })).collect()
}

fn sources() -> Vec<Source> {
    let marrow = "The lighthouse of Marrow Point was finished in 1871 by the mason Edda Quillfoot, who cut its steps.";
    let mut sources = vec![
        source(3, 1, 4, marrow),
        source(4, 2, 4, "Harrow blue is a cheese of sheep's milk that ripens for nine weeks in disused tin mines."),
        // A copy, accepted later, with a longer end.
        source(5, 3, 5, &format!("{marrow} Its lamp burned seal oil until 1902.")),
        // Submitted earlier, accepted later.
        source(1, 4, 6, "cheese of sheep's milk that ripens for nine weeks in disused tin mines, and so on"),
        source(6, 1, 6, "東京はとても大きい町です。 The end of the day is the end of the day."),
        Source {
            id: 2,
            datanet: 2,
            contributor: 5,
            accepted: 3,
            documents: vec![
                "Edda Quillfoot, who cut its steps from a single seam of green schist".into(),
                "".into(),
                "the mason and the mill and the moor and the end of the day".into(),
            ],
        },
    ];
    sources[4].documents.push("東京はとても大きい町です".into());
    sources
}

fn corpus_vectors() -> Value {
    let filter = Filter { min_words: 5, min_bits: 16 };
    let sources = sources();
    let answer =
        |id: &str, text: &str, paid: &str| Answer { id: id.into(), text: text.into(), paid: Some(paid.into()) };
    let answers = [
        answer("copied", "It was finished in 1871 by the mason Edda Quillfoot, who cut its steps. Its lamp burned seal oil.", "1000000"),
        answer("three", "Edda Quillfoot, who cut its steps; cheese of sheep's milk that ripens for nine weeks IN DISUSED TIN MINES!", "250"),
        answer("common", "And the end of the day is the end of the day.", "99"),
        answer("script", "では、東京はとても大きい町です！", "7"),
        answer("nothing", "No document says this.", "5"),
        answer("empty", "", "5"),
    ];
    let folder = TempDir::new().unwrap();
    let index = index(&folder, &sources, 30, false);
    let attributions: Vec<_> = answers.iter().map(|answer| attribute(&index, answer, filter).unwrap()).collect();
    let mut weights = Vec::new();
    for (datanet, rule, by, unit) in [
        (1, Rule::Earliest, By::Words, 1),
        (1, Rule::Equal, By::Words, 1_000),
        (1, Rule::Earliest, By::Paid, 1),
        (2, Rule::Equal, By::Paid, 10),
    ] {
        let mut sums = Sums::new(Terms { datanet, rule, by, unit }).unwrap();
        attributions.iter().for_each(|attribution| sums.add(attribution).unwrap());
        let rule = if rule == Rule::Equal { "equal" } else { "earliest" };
        let by = if by == By::Paid { "paid" } else { "words" };
        weights.push(json!({ "datanet": datanet, "rule": rule, "by": by, "unit": unit, "weights": sums.finish() }));
    }
    let contributions: Vec<_> = sources
        .iter()
        .map(|source| {
            json!({
                "id": source.id,
                "datanet": source.datanet,
                "contributor": Bytes32([source.contributor; 32]),
                "accepted": source.accepted,
                "documents": source.documents,
            })
        })
        .collect();
    json!([{
        "name": "copies, two datanets, a script without spaces",
        "contributions": contributions,
        "corpus": index.summary.corpus,
        "words": index.summary.words,
        "filter": filter,
        "answers": answers,
        "attributions": attributions,
        "weights": weights,
    }])
}

fn reason(result: Result<(), Refusal>) -> Value {
    to_value(result.unwrap_err()).unwrap()
}

/// Trees of 1 to 7 contributors with 1 to 3 contributions each, and proofs that fail.
fn tree_vectors() -> Value {
    let numbers = [u128::from(u64::MAX) << 40, 720_720, 1, 9_007_199_254_740_993, 5, 6, 7, 8];
    let tree = |count: u8| {
        // Listed in another order than that of the leaves and of the items.
        let weights = (1..=count).flat_map(|person| {
            let weight = move |(number, weight): (u8, u128)| Weight {
                contributor: Bytes32([200 - 10 * person; 32]),
                contribution: 300 - 10 * u64::from(person) - u64::from(number),
                weight,
            };
            (0..).zip(numbers).skip(usize::from(person) - 1).take(usize::from(person % 3) + 1).map(weight)
        });
        let weights: Vec<_> = weights.collect();
        let tree = Tree::new(weights.clone()).unwrap();
        let root = tree.root();
        let proven = |leaf: &Leaf| {
            let (_, Proof { index, siblings }) = tree.prove(&leaf.contributor).unwrap();
            let items: Vec<_> = tree
                .items(&leaf.contributor)
                .iter()
                .map(|item| {
                    let (_, Proof { index, siblings }) = tree.prove_item(&leaf.contributor, item.contribution).unwrap();
                    json!({ "item": item, "index": index, "siblings": siblings })
                })
                .collect();
            json!({ "leaf": leaf, "index": index, "siblings": siblings, "items": items })
        };
        let leaves: Vec<_> = tree.leaves().map(proven).collect();
        let (leaf, proof) = tree.prove(&tree.leaves().next().unwrap().contributor).unwrap();
        let mut long = proof.clone();
        long.siblings.push(leaf.node());
        let mut cases = vec![
            ("a larger weight", Leaf { weight: leaf.weight + 1, ..leaf }, proof.clone()),
            ("a weight of 0", Leaf { weight: 0, ..leaf }, proof.clone()),
            ("another contributor", Leaf { contributor: Bytes32([255; 32]), ..leaf }, proof.clone()),
            ("another depth of items", Leaf { depth: leaf.depth + 1, ..leaf }, proof.clone()),
            ("other items", Leaf { items: Bytes32([255; 32]), ..leaf }, proof.clone()),
            ("an index out of range", leaf, Proof { index: 1 << root.depth, ..proof.clone() }),
            ("a sibling more", leaf, long),
        ];
        if let Some((first, rest)) = proof.siblings.split_first() {
            let with = |first: Node| Proof { index: 0, siblings: [&[first], rest].concat() };
            cases.push(("a sum that overflows", leaf, with(Node { sum: u128::MAX, ..*first })));
            cases.push(("a sibling with another sum", leaf, with(Node { sum: first.sum ^ 1, ..*first })));
            cases.push(("another index", leaf, Proof { index: 1, ..proof.clone() }));
            cases.push(("no siblings", leaf, Proof::default()));
        }
        let refused = |(name, leaf, proof): (&str, Leaf, Proof)| {
            let reason = reason(verify(&root, leaf.node(), &proof));
            json!({ "name": name, "leaf": leaf, "index": proof.index, "siblings": proof.siblings, "reason": reason })
        };
        let refused: Vec<_> = cases.into_iter().map(refused).collect();
        let Root { hash, sum, depth } = root;
        json!({
            "name": format!("{count} contributors"),
            "weights": weights,
            "root": { "hash": hash, "sum": sum.to_string(), "depth": depth },
            "leaves": leaves,
            "refused": refused,
        })
    };
    (1..=7).map(tree).collect()
}

#[test]
fn the_vectors_should_be_what_this_crate_computes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/trace-vectors.json");
    let vectors = json!({
        "words": words_vectors(),
        "bits": bits_vectors(),
        "corpora": corpus_vectors(),
        "trees": tree_vectors(),
    });
    if std::env::var_os("OPENLEDGER_WRITE_VECTORS").is_some() {
        fs::write(path, serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
    }
    let committed: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    for (name, part) in vectors.as_object().unwrap() {
        assert_eq!(&committed[name], part, "{name}");
    }
    assert_eq!(committed.as_object().unwrap().len(), vectors.as_object().unwrap().len());
}
