// SPDX-License-Identifier: Apache-2.0

//! The part of the crate `wasm-opt` that `substrate-wasm-builder` uses, without Binaryen.
//!
//! The builder asks for two passes and no optimization. *Lowering sign extension* finds nothing: `wasm32v1-none`, the
//! target of the runtime, has no such instructions. *Stripping DWARF* removes the custom sections `.debug_*`, which
//! [`strip`] does. For these two, Binaryen's C++ took a fifth of a build from nothing. See
//! docs/decisions/0019-no-binaryen.md.

use std::{fmt, fs, io, path::Path};

/// The magic number and the version of a module.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";
/// The id of custom sections.
const CUSTOM: u8 = 0;
/// The prefix of the names of sections with debug information.
const DEBUG: &[u8] = b".debug_";

/// The passes that the builder asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Remove debug information. Always done.
    StripDwarf,
    /// Replace instructions of the sign extension proposal. The runtime's target has none.
    SignextLowering,
}

/// The reason why a module could not be written.
#[derive(Debug)]
pub enum Error {
    /// A file could not be read or written.
    Io(io::Error),
    /// The file is not a WASM module of version 1.
    NotAModule,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(formatter, "the module cannot be read or written: {error}"),
            Self::NotAModule => formatter.write_str("the file is not a WASM module of version 1"),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The options of a run. There are none to choose: each run strips debug information.
#[derive(Clone, Copy, Debug, Default)]
pub struct OptimizationOptions;

impl OptimizationOptions {
    /// No optimization: the only level there is.
    pub fn new_opt_level_0() -> Self {
        Self
    }

    /// Only instructions of the first version of WASM, as the runtime's target has them.
    pub fn mvp_features_only(&mut self) -> &mut Self {
        self
    }

    /// The names of functions are kept, whatever is asked.
    pub fn debug_info(&mut self, _: bool) -> &mut Self {
        self
    }

    /// Both passes are part of each run.
    pub fn add_pass(&mut self, _: Pass) -> &mut Self {
        self
    }

    /// Write the module `from` without its debug sections to `to`, which may be the same file.
    pub fn run(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), Error> {
        let module = strip(&fs::read(from)?).ok_or(Error::NotAModule)?;
        Ok(fs::write(to, module)?)
    }
}

/// The module without its debug sections; `None` if it is none.
pub fn strip(module: &[u8]) -> Option<Vec<u8>> {
    let mut rest = module.strip_prefix(HEADER)?;
    let mut stripped = HEADER.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (size, content) = length(after)?;
        let (content, next) = content.split_at_checked(size)?;
        if !(*id == CUSTOM && name(content)?.starts_with(DEBUG)) {
            let section = rest.len().checked_sub(next.len())?;
            stripped.extend_from_slice(rest.get(..section)?);
        }
        rest = next;
    }
    Some(stripped)
}

/// The name that a custom section begins with.
fn name(content: &[u8]) -> Option<&[u8]> {
    let (size, content) = length(content)?;
    content.get(..size)
}

/// The length that `bytes` begin with, an LEB128 number of 32 bits, and the bytes behind it.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value: u64 = 0;
    for (index, byte) in bytes.iter().enumerate().take(5) {
        let part = u64::from(byte & 0x7f).checked_shl(u32::try_from(index).ok()?.checked_mul(7)?)?;
        value |= part;
        if byte & 0x80 == 0 {
            return Some((usize::try_from(value).ok()?, bytes.get(index.checked_add(1)?..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn custom(name: &str, content: &[u8]) -> Vec<u8> {
        let mut body = vec![u8::try_from(name.len()).unwrap()];
        body.extend_from_slice(name.as_bytes());
        body.extend_from_slice(content);
        // A length in two bytes, as linkers leave them.
        let size = u8::try_from(body.len()).unwrap();
        [vec![CUSTOM, size | 0x80, 0], body].concat()
    }

    fn module(sections: &[Vec<u8>]) -> Vec<u8> {
        [HEADER.to_vec(), sections.concat()].concat()
    }

    #[test]
    fn strip_should_remove_debug_sections_and_nothing_else() {
        let (types, names) = (vec![1, 1, 0], custom("name", b"f"));
        let version = custom("runtime_version", &[7; 40]);
        let full = module(&[
            types.clone(),
            custom(".debug_info", &[1; 50]),
            version.clone(),
            custom(".debug_line", &[]),
            names.clone(),
        ]);
        assert_eq!(strip(&full), Some(module(&[types, version, names])));
    }

    #[test]
    fn strip_should_leave_a_module_without_debug_sections_as_it_is() {
        let plain = module(&[vec![1, 1, 0], custom("name", b"f")]);
        assert_eq!(strip(&plain), Some(plain.clone()));
        assert_eq!(strip(HEADER), Some(HEADER.to_vec()));
    }

    #[test]
    fn strip_should_refuse_what_is_no_module() {
        for bad in [
            &b""[..],
            b"\0asm\x02\0\0\0",
            b"\0asm\x01\0\0\0\x01\x05\0",
            b"\0asm\x01\0\0\0\0\x01\x05",
            b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\xff\xff",
            b"\0asm\x01\0\0\0\x01",
        ] {
            assert_eq!(strip(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn run_should_write_the_stripped_module() {
        let path = std::env::temp_dir().join(format!("strip-{}.wasm", std::process::id()));
        fs::write(&path, module(&[custom(".debug_info", &[1]), custom("name", b"f")])).unwrap();
        OptimizationOptions::new_opt_level_0()
            .mvp_features_only()
            .debug_info(true)
            .add_pass(Pass::StripDwarf)
            .add_pass(Pass::SignextLowering)
            .run(&path, &path)
            .unwrap();
        assert_eq!(fs::read(&path).unwrap(), module(&[custom("name", b"f")]));
        fs::write(&path, b"text").unwrap();
        let error = OptimizationOptions::new_opt_level_0().run(&path, &path).unwrap_err();
        assert_eq!(error.to_string(), "the file is not a WASM module of version 1");
        fs::remove_file(&path).unwrap();
        assert!(matches!(OptimizationOptions::new_opt_level_0().run(&path, &path), Err(Error::Io(_))));
    }
}
