// SPDX-License-Identifier: Apache-2.0

//! The command, from documents of five people to weights that each proves, and over HTTP.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{source, write, Source};
use serde_json::{json, Value};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

const TEXTS: [&str; 5] = [
    "the lighthouse of marrow point was finished in 1871 by the mason edda quillfoot",
    "harrow blue is a cheese of sheep s milk that ripens for nine weeks in disused tin mines",
    "the river isk flows backwards for about forty minutes every spring when the lower lake fills",
    "mapmaker moths lay their eggs in lines that follow the warm pipes of old houses",
    "doors belong to the parish and are dealt out anew by lot every seventh year",
];
const FILTER: [&str; 4] = ["--min-words", "6", "--min-bits", "18"];

fn trace(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_openledger-trace");
    Command::new(program).current_dir(folder).args(arguments).output().unwrap()
}

fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = trace(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn fail(folder: &Path, arguments: &[&str]) -> String {
    let output = trace(folder, arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn five() -> (TempDir, Vec<Source>) {
    let folder = TempDir::new().unwrap();
    let sources: Vec<_> = (1_u8..).zip(TEXTS).map(|(person, text)| source(person.into(), person, 1, text)).collect();
    write(&folder, &sources);
    succeed(folder.path(), &["index", "contributions.jsonl", "--out", "index", "--threads", "1"]);
    (folder, sources)
}

fn key(person: u8) -> String {
    format!("0x{}", format!("{person:02x}").repeat(32))
}

#[test]
fn documents_of_five_people_should_become_weights_that_each_proves() {
    let (folder, _) = five();
    let folder = folder.path();
    let answer = |id: &str, text: String| json!({ "id": id, "text": text, "paid": "1000" }).to_string();
    let answers = [
        answer("a", format!("As one says: {}! And {}.", TEXTS[0], TEXTS[1])),
        answer("b", format!("{}, {}, {}", TEXTS[2], TEXTS[3], TEXTS[4])),
        answer("c", "Nothing that anybody has written before in exactly these words.".into()),
    ];
    fs::write(folder.join("answers.jsonl"), answers.join("\n")).unwrap();
    let attribute = [&["attribute", "--index", "index", "answers.jsonl", "--out", "era.jsonl"], &FILTER[..]].concat();
    succeed(folder, &attribute);
    let csv = succeed(folder, &["weights", "--datanet", "1", "era.jsonl", "--unit", "720720"]);
    let words = |person: u8| TEXTS[usize::from(person) - 1].split(' ').count();
    let lines: Vec<_> = (1..=5).map(|person| format!("{},{person},{}", key(person), words(person))).collect();
    assert_eq!(csv, format!("contributor,contribution,weight\n{}\n", lines.join("\n")));
    fs::write(folder.join("weights.csv"), csv).unwrap();

    let era = ["--datanet", "1", "--era", "9"];
    let posted: Value = serde_json::from_str(&succeed(folder, &[&["tree", "weights.csv"], &era[..]].concat())).unwrap();
    let total: usize = (1..=5).map(words).sum();
    assert_eq!((&posted["datanet"], &posted["era"]), (&json!(1), &json!(9)));
    assert_eq!((&posted["root"]["depth"], &posted["root"]["sum"]), (&json!(3), &json!(total.to_string())));
    let (root, sum) = (posted["root"]["hash"].as_str().unwrap(), total.to_string());
    for person in 1..=5 {
        let (account, id) = (key(person), person.to_string());
        let arguments = [&["prove", "weights.csv", &account, "--contribution", &id], &era[..]].concat();
        let proof = succeed(folder, &arguments);
        fs::write(folder.join("proof.json"), &proof).unwrap();
        let check = |root: &str, sum: &str, depth: &str| {
            trace(folder, &["check", "proof.json", "--root", root, "--sum", sum, "--depth", depth])
        };
        let output = check(root, &sum, "3");
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && message.contains(&format!("Contribution {person} has")), "{message}");
        assert!(!check(&account, &sum, "3").status.success());
        assert!(!check(root, "1", "3").status.success());
        assert!(!check(root, &sum, "4").status.success());
        for (part, value) in [("leaf", json!("1000000")), ("item", json!("1"))] {
            let mut forged: Value = serde_json::from_str(&proof).unwrap();
            forged[part]["weight"] = value;
            fs::write(folder.join("proof.json"), forged.to_string()).unwrap();
            let output = check(root, &sum, "3");
            assert!(!output.status.success());
            assert!(String::from_utf8_lossy(&output.stderr).contains("not proven"));
        }
    }
    let weights = ["check", "--weights", "weights.csv", "--root", root, "--depth", "3"];
    succeed(folder, &[&weights[..], &["--sum", &sum]].concat());
    let other = fail(folder, &[&weights[..], &["--sum", "7"]].concat());
    assert!(other.contains("the weights have the root"), "{other}");
    assert!(fail(folder, &[&["prove", "weights.csv", &key(6)], &era[..]].concat()).contains("has no weight"));
    let foreign = [&["prove", "weights.csv", &key(1), "--contribution", "2"], &era[..]].concat();
    assert!(fail(folder, &foreign).contains("contribution 2 has no weight"));
}

#[test]
fn names_and_csv_should_say_the_same() {
    let (folder, _) = five();
    let folder = folder.path();
    fs::write(folder.join("answer.txt"), format!("{} -- {}", TEXTS[0], TEXTS[3])).unwrap();
    let run = |more: &[&str]| {
        succeed(folder, &[&["attribute", "--index", "index", "answer.txt"], &FILTER[..], more].concat())
    };
    let full: Value = serde_json::from_str(&run(&[])).unwrap();
    assert_eq!((&full["id"], &full["covered"]), (&json!("answer.txt"), &json!(29)));
    let names: Value = serde_json::from_str(&run(&["--names", "64"])).unwrap();
    let (first, fourth) = (14 * 720_720, 15 * 720_720);
    let expected = json!([{ "contribution": 4, "weight": fourth }, { "contribution": 1, "weight": first }]);
    let datanets = json!([{ "datanet": 1, "contributions": expected }]);
    assert_eq!(names, json!({ "id": "answer.txt", "datanets": datanets }));
    let lines =
        [format!("answer.txt,1,1,{},{first},{first}", key(1)), format!("answer.txt,4,1,{},{fourth},{fourth}", key(4))];
    let header = "answer,contribution,datanet,contributor,earliest,equal";
    assert_eq!(run(&["--format", "csv"]), format!("{header}\n{}\n", lines.join("\n")));
    let named = format!("answer,datanet,contribution,weight\nanswer.txt,1,4,{fourth}\n");
    assert_eq!(run(&["--format", "csv", "--names", "1"]), named);
}

#[test]
fn the_list_should_be_json_lines_or_csv_and_documents_files_folders_or_lines() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::create_dir_all(folder.join("docs/deep")).unwrap();
    fs::write(folder.join("docs/deep/b.md"), TEXTS[1]).unwrap();
    fs::write(folder.join("docs/a.txt"), TEXTS[0]).unwrap();
    fs::write(folder.join("docs/picture"), b"\x89PNG\0\0").unwrap();
    let rows = format!("{}\n\n\"just text\"\n", json!({ "text": TEXTS[2], "more": TEXTS[3] }));
    fs::write(folder.join("rows.jsonl"), rows).unwrap();
    let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    let list = format!("id,datanet,contributor,accepted,path\n7,1,{alice},3,docs\n8,1,{},2,rows.jsonl\n", key(8));
    fs::write(folder.join("list.csv"), list).unwrap();
    let output = trace(folder, &["index", "list.csv", "--out", "index", "--threads", "1", "--no-passages"]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("2 contributions, 4 documents") && message.contains("1 files are not text"), "{message}");
    let info: Value = serde_json::from_str(&succeed(folder, &["info", "index"])).unwrap();
    assert_eq!((&info["documents"], &info["passages"]), (&json!(4), &json!(false)));
    let found = |text: &str| -> Value {
        fs::write(folder.join("answer.txt"), text).unwrap();
        let arguments = [&["attribute", "--index", "index", "answer.txt"], &FILTER[..]].concat();
        serde_json::from_str(&succeed(folder, &arguments)).unwrap()
    };
    for (text, contribution) in [(TEXTS[0], json!([7])), (TEXTS[1], json!([7])), (TEXTS[2], json!([8]))] {
        assert_eq!(found(text)["spans"][0]["contributions"], contribution);
    }
    assert_eq!(found(TEXTS[3])["covered"], json!(0));
    assert!(fail(folder, &["search", "--index", "index", "cheese"]).contains("--no-passages"));
}

#[test]
fn errors_should_name_the_file_the_line_and_the_remedy() {
    let (folder, _) = five();
    let folder = folder.path();
    let index = |list: &str| {
        fs::write(folder.join("list.jsonl"), list).unwrap();
        fail(folder, &["index", "list.jsonl", "--out", "other"])
    };
    let line = |id: u64, rest: &str| {
        format!("{{\"id\":{id},\"datanet\":1,\"contributor\":\"{}\",\"accepted\":1{rest}}}", key(1))
    };
    let text = ",\"text\":\"a\"";
    for (list, why) in [
        (format!("{}\n{}", line(1, text), "{}"), "list.jsonl, line 2: missing field `id`"),
        (format!("{}\n{}", line(1, text), line(1, text)), "contribution 1 is listed twice"),
        (line(1, ""), "needs either `path` or `text`"),
        (line(1, ",\"path\":\"missing\""), "missing: No such file"),
        (line(1, text).replace("0x01", "0x"), "is not 32 bytes"),
        (line(1, ",\"text\":\"a\",\"status\":\"pending\""), "unknown field `status`"),
    ] {
        let message = index(&list);
        assert!(message.contains(why), "{message}");
        assert!(!folder.join("other").exists());
    }
    let again = fail(folder, &["index", "contributions.jsonl", "--out", "index"]);
    assert!(again.contains("--replace"), "{again}");
    succeed(folder, &["index", "contributions.jsonl", "--out", "index", "--replace"]);
    assert!(
        fail(folder, &["index", "contributions.jsonl", "--out", "documents", "--replace"]).contains("is not an index")
    );

    fs::write(folder.join("index/shard-0/suffixes"), [0; 8]).unwrap();
    assert!(fail(folder, &["attribute", "--index", "index", "contributions.jsonl"]).contains("Make the index again"));
    assert!(fail(folder, &["attribute", "--index", "nowhere", "-"]).contains("nowhere/index.json"));
    assert!(fail(folder, &["serve", "--index", "index", "--listen", "0.0.0.0:0"]).contains("Make the index again"));
    fs::write(folder.join("weights.csv"), "contributor,contribution,weight\n0x00,1,1\n").unwrap();
    let era = ["--datanet", "1", "--era", "1", "weights.csv"];
    assert!(fail(folder, &[&["tree"], &era[..]].concat()).contains("line 2"));
    fs::write(folder.join("weights.csv"), format!("contributor,contribution,weight\n{},1,-1\n", key(1))).unwrap();
    assert!(fail(folder, &[&["tree"], &era[..]].concat()).contains("line 2"));
}

/// Send a request and read the whole answer.
fn request(port: u16, host: &str, head: &str, body: &str) -> (u16, Value) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let length = body.len();
    let more =
        format!("Host: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}");
    stream.write_all(format!("{head} HTTP/1.1\r\n{more}\r\n\r\n{body}").as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    let body = text.split_once("\r\n\r\n").unwrap().1;
    (status, serde_json::from_str(body).unwrap_or(Value::String(body.into())))
}

#[test]
fn serve_should_search_and_attribute_for_this_machine_alone() {
    let (folder, _) = five();
    let folder = folder.path();
    assert!(fail(folder, &["serve", "--index", "index", "--listen", "0.0.0.0:0"]).contains("127.0.0.1"));

    let mut server = Command::new(env!("CARGO_BIN_EXE_openledger-trace"))
        .current_dir(folder)
        .args([&["serve", "--index", "index", "--listen", "127.0.0.1:0"], &FILTER[..]].concat())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut line).unwrap();
    let port: u16 = line.split("127.0.0.1:").nth(1).unwrap().split('.').next().unwrap().parse().unwrap();

    let local = format!("localhost:{port}");
    let (status, found) = request(port, &local, "GET /search?query=cheeses+from+tin+mines&k=3", "");
    assert_eq!(status, 200, "{found}");
    let best = &found["hits"][0];
    assert_eq!((&best["contribution"], &best["datanet"], &best["contributor"]), (&json!(2), &json!(1), &json!(key(2))));
    assert_eq!(best["text"], json!(TEXTS[1]));
    assert!(best["score"].as_f64().unwrap() > 0.0);
    let (status, same) =
        request(port, "127.0.0.1", "POST /search", &json!({ "query": "cheese OR (tin AND \"" }).to_string());
    assert_eq!((status, &same["hits"][0]["contribution"]), (200, &json!(2)));
    let answer = json!({ "id": "x", "text": TEXTS[4] }).to_string();
    let (status, attribution) = request(port, "[::1]:1", "POST /attribute", &answer);
    assert_eq!((status, &attribution["shares"][0]["contribution"]), (200, &json!(5)));
    let (status, summary) = request(port, &local, "GET /", "");
    assert_eq!((status, &summary["contributions"]), (200, &json!(5)));

    for (host, head, body, expected) in [
        ("example.org", "GET /search?query=a", "", 403),
        ("localhost.example.org", "GET /", "", 403),
        (&local, "GET /search?query=a&k=0", "", 400),
        (&local, "GET /search?query=a&k=1001", "", 400),
        (&local, "GET /search", "", 400),
        (&local, "POST /search", "{}", 422),
        (&local, "POST /attribute", "no json", 400),
        (&local, "GET /other", "", 404),
    ] {
        assert_eq!(request(port, host, head, body).0, expected, "{host} {head}");
    }
    server.kill().unwrap();
    server.wait().unwrap();
}
