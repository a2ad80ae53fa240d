//! Before parsing: what the parser will meet.

#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) tokens: u64,
    pub(super) nesting: u64,
    /// Half a pair of UTF-16 is written as an escape: the parser panics at it.
    pub(super) surrogate: bool,
}

/// Counts what the parser will meet. May count more than the parser does, never less: what looks like a string or a
/// comment here is one there.
pub(super) fn lex(query: &str) -> Lexed {
    let (mut lexed, mut open) = (Lexed::default(), 0_u64);
    let mut rest = query.as_bytes();
    while let Some(&first) = rest.first() {
        let blank = blank(rest);
        if blank == 0 {
            lexed.tokens += 1;
            match first {
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            lexed.nesting = lexed.nesting.max(open);
        }
        let step = if blank == 0 { token(rest) } else { blank };
        lexed.surrogate |= first == b'"' && !rest.starts_with(b"\"\"\"") && has_surrogate(&rest[..step]);
        rest = &rest[step..];
    }
    lexed
}

/// Bytes of white space or of a comment at the start; zero when a token is there.
pub(super) fn blank(rest: &[u8]) -> usize {
    match rest {
        [b' ' | b',' | b'\t' | b'\n' | b'\r', ..] => 1,
        [0xEF, 0xBB, 0xBF, ..] => 3,
        [b'#', ..] => rest.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count(),
        _ => 0,
    }
}

/// Bytes of the token at the start; all that is left when the parser cannot pass it.
pub(super) fn token(rest: &[u8]) -> usize {
    match rest {
        [b'.', b'.', b'.', ..] => 3,
        [b'"', b'"', b'"', ..] => block_string(rest),
        [b'"', ..] => string(rest),
        [b'-' | b'0'..=b'9', ..] => number(rest),
        [b'_' | b'A'..=b'Z' | b'a'..=b'z', ..] => name(rest),
        [b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|' | b'}', ..] => 1,
        _ => rest.len(),
    }
}

/// The parser takes the two quotes of a block string that never ends for an empty string, and reads on.
pub(super) fn block_string(rest: &[u8]) -> usize {
    let mut end = 3;
    while end < rest.len() {
        match &rest[end..] {
            [b'"', b'"', b'"', ..] => return end + 3,
            [b'\\', b'"', b'"', b'"', ..] => end += 4,
            _ => end += 1,
        }
    }
    2
}

pub(super) fn string(rest: &[u8]) -> usize {
    let mut end = 1;
    while let Some(byte) = rest.get(end) {
        match byte {
            b'"' => return end + 1,
            b'\n' | b'\r' => break,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    rest.len()
}

fn has_surrogate(string: &[u8]) -> bool {
    let mut rest = string;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        if matches!(rest[at..], [_, b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..]) {
            return true;
        }
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    false
}

/// The parser reads `00` as two numbers: a list of zeros is as long as its text.
pub(super) fn number(rest: &[u8]) -> usize {
    let digits = |from: usize| rest[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = usize::from(rest[0] == b'-');
    end += if rest.get(end) == Some(&b'0') { 1 } else { digits(end) };
    if rest.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    if matches!(rest.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
        end += 1 + sign + digits(end + 1 + sign);
    }
    end
}

/// The parser reads `truetrue` as two values, so that a name like `nullable` counts as two tokens here.
pub(super) fn name(rest: &[u8]) -> usize {
    let word = [b"true".as_slice(), b"false", b"null"].into_iter().find(|word| rest.starts_with(word));
    word.map_or_else(|| rest.iter().take_while(|byte| matches!(byte, b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')).count(), <[u8]>::len)
}
