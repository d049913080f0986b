// SPDX-License-Identifier: Apache-2.0

//! The documents of a contribution: files, files of a folder, or lines of a file of JSON lines.

use crate::{contributions::Contribution, Error, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// How much a file is looked at to tell text from other content.
const HEAD: usize = 8_192;

/// Call `found` for each document of a contribution, in a fixed order: files by the bytes of their paths, lines by
/// their numbers. The result is the number of files that are not text, which are skipped.
pub fn for_each(root: &Path, contribution: &Contribution, mut found: impl FnMut(&[u8]) -> Result<()>) -> Result<u64> {
    if let Some(text) = &contribution.text {
        found(text.as_bytes())?;
        return Ok(0);
    }
    let Some(path) = &contribution.path else { return Ok(0) };
    let mut files = Vec::new();
    list(&root.join(path), &mut files)?;
    files.sort_by(|one, other| one.as_os_str().as_encoded_bytes().cmp(other.as_os_str().as_encoded_bytes()));
    let mut skipped = 0;
    for file in files {
        let content = fs::read(&file).map_err(|error| Error::file(&file, error))?;
        if content.iter().take(HEAD).any(|byte| *byte == 0) {
            skipped += 1;
        } else if file.extension().is_some_and(|extension| extension == "jsonl") {
            let mut lines = content.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
            lines.try_for_each(|line| found(text_of(line).as_deref().map_or(line, str::as_bytes)))?;
        } else {
            found(&content)?;
        }
    }
    Ok(skipped)
}

/// The field `text` of a line that is a JSON object with such a field.
fn text_of(line: &[u8]) -> Option<String> {
    let mut value: serde_json::Value = serde_json::from_slice(line).ok()?;
    match value.get_mut("text")?.take() {
        serde_json::Value::String(text) => Some(text),
        _ => None,
    }
}

fn list(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let fail = |error| Error::file(path, error);
    let kind = fs::metadata(path).map_err(fail)?;
    if kind.is_file() {
        files.push(path.to_owned());
    } else if kind.is_dir() {
        for entry in fs::read_dir(path).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            // A link inside of a folder is not followed: it may lead out of the contribution, or around in a circle.
            if !entry.file_type().map_err(fail)?.is_symlink() {
                list(&entry.path(), files)?;
            }
        }
    }
    Ok(())
}
