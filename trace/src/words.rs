// SPDX-License-Identifier: Apache-2.0

//! Words: the unit of spans and of shares. The rule needs no table of Unicode, so that any program in any language
//! finds the same words.

use std::ops::Range;

/// The largest number of characters of a word. A longer run is several words.
pub const MAX_WORD: usize = 64;

/// The part of a character in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// It stands between words.
    Separator,
    /// It is a part of a word.
    Letter,
    /// It is a word of its own: scripts without spaces.
    Word,
}

const fn class(character: char) -> Class {
    match character {
        '0'..='9' | 'a'..='z' | 'A'..='Z' => Class::Letter,
        '\0'..='\u{bf}'
        | '\u{d7}'
        | '\u{f7}'
        | '\u{2000}'..='\u{2bff}'
        | '\u{2e00}'..='\u{2e7f}'
        | '\u{3000}'..='\u{303f}'
        | '\u{e000}'..='\u{f8ff}'
        | '\u{fe00}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}'
        | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}'
        | '\u{fff0}'..='\u{ffff}'
        | '\u{1f000}'..='\u{1faff}'
        | '\u{e0000}'.. => Class::Separator,
        '\u{0e00}'..='\u{0eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fff}'
        | '\u{3040}'..='\u{312f}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Word,
        _ => Class::Letter,
    }
}

/// Call `found` for each word of the text, in order, with the word and its bytes' place in the text. Capital letters of
/// ASCII are made small.
pub fn for_each(text: &str, mut found: impl FnMut(&str, Range<usize>)) {
    let mut word = String::with_capacity(4 * MAX_WORD);
    let mut start = 0;
    let mut characters = 0;
    for (place, character) in text.char_indices() {
        let class = class(character);
        if characters > 0 && (class != Class::Letter || characters == MAX_WORD) {
            found(&word, start..place);
            characters = 0;
        }
        if class == Class::Separator {
            continue;
        }
        if characters == 0 {
            word.clear();
            start = place;
        }
        word.push(character.to_ascii_lowercase());
        characters += 1;
        if class == Class::Word {
            found(&word, start..place + character.len_utf8());
            characters = 0;
        }
    }
    if characters > 0 {
        found(&word, start..text.len());
    }
}

/// The words of the text, with their bytes' places.
pub fn of(text: &str) -> Vec<(String, Range<usize>)> {
    let mut words = Vec::new();
    for_each(text, |word, place| words.push((word.to_owned(), place)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Vec<String> {
        of(text).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn words_should_be_runs_of_letters_and_digits() {
        assert_eq!(plain("  The x402-wire, v2.0:\n\"don't\" "), ["the", "x402", "wire", "v2", "0", "don", "t"]);
        assert_eq!(plain(""), Vec::<String>::new());
        assert_eq!(plain("…—·×"), Vec::<String>::new());
    }

    #[test]
    fn letters_of_other_scripts_should_stay_as_they_are() {
        assert_eq!(plain("Été à Ærø, Ω"), ["Été", "à", "Ærø", "Ω"]);
        assert_eq!(plain("中文ab字。"), ["中", "文", "ab", "字"]);
        assert_eq!(plain("สวัส"), ["ส", "ว", "ั", "ส"]);
    }

    #[test]
    fn a_long_run_should_be_several_words() {
        let lengths: Vec<_> = plain(&"a".repeat(130)).iter().map(String::len).collect();
        assert_eq!(lengths, [64, 64, 2]);
    }

    #[test]
    fn places_should_be_those_of_the_text() {
        let text = "Aé, 中 Z";
        let places: Vec<_> = of(text).into_iter().map(|(_, place)| &text[place]).collect();
        assert_eq!(places, ["Aé", "中", "Z"]);
    }
}
