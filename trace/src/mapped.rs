// SPDX-License-Identifier: Apache-2.0

//! Files of numbers: written in one pass, read by the system's memory map. Numbers are little-endian.

use crate::{Error, Result};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

/// A file that is written from its beginning to its end.
pub struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Writer {
    /// Create the file.
    pub fn create(path: PathBuf) -> Result<Self> {
        let file = File::create(&path).map_err(|error| Error::file(&path, error))?;
        Ok(Self { path, file: BufWriter::with_capacity(1 << 20, file) })
    }

    /// Append bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(|error| Error::file(&self.path, error))
    }

    /// Append a number of 4 bytes.
    pub fn u32(&mut self, number: u32) -> Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    /// Append a number of 8 bytes.
    pub fn u64(&mut self, number: u64) -> Result<()> {
        self.bytes(&number.to_le_bytes())
    }

    /// Write what is left. A file that is not finished counts as broken.
    pub fn finish(mut self) -> Result<()> {
        self.file.flush().map_err(|error| Error::file(&self.path, error))
    }
}

/// Map a file of `folder` into memory.
pub fn open(folder: &Path, name: &str) -> Result<OwnedBytes> {
    let fail = |why: String| Error::invalid(format!("{}: {why}. Make the index again", folder.join(name).display()));
    let directory = MmapDirectory::open(folder).map_err(|error| fail(error.to_string()))?;
    let file = directory.open_read(Path::new(name)).map_err(|error| fail(error.to_string()))?;
    file.read_bytes().map_err(|error| fail(error.to_string()))
}

/// A mapped file of numbers of 4 bytes.
#[derive(Clone, Debug)]
pub struct Numbers32(OwnedBytes);

impl Numbers32 {
    /// Map a file that has `length` numbers.
    pub fn open(folder: &Path, name: &str, length: usize) -> Result<Self> {
        checked(folder, name, 4 * length).map(Self)
    }

    /// The number at this index. Ends the program if there is none.
    #[inline]
    pub fn at(&self, index: usize) -> u32 {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&self.0[4 * index..4 * index + 4]);
        u32::from_le_bytes(bytes)
    }

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.0.len() / 4
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A mapped file of numbers of 8 bytes.
#[derive(Clone, Debug)]
pub struct Numbers64(OwnedBytes);

impl Numbers64 {
    /// Map a file that has `length` numbers.
    pub fn open(folder: &Path, name: &str, length: usize) -> Result<Self> {
        checked(folder, name, 8 * length).map(Self)
    }

    /// The number at this index. Ends the program if there is none.
    #[inline]
    pub fn at(&self, index: usize) -> u64 {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.0[8 * index..8 * index + 8]);
        u64::from_le_bytes(bytes)
    }
}

fn checked(folder: &Path, name: &str, bytes: usize) -> Result<OwnedBytes> {
    let file = open(folder, name)?;
    if file.len() != bytes {
        let path = folder.join(name);
        let why = format!("{}: {} bytes instead of {bytes}. Make the index again", path.display(), file.len());
        return Err(Error::Invalid(why));
    }
    Ok(file)
}
