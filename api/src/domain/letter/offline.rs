//! The check of a letter's signatures without a server: from the answer of `verifyMissionLetter`, as it was saved.

use kernel::seal::is_sealed;
use serde::Deserialize;
use serde_json::Value as Json;

use super::content;

/// What was saved: the fields that the check needs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Saved {
    seal_key: String,
    signatures: Vec<SavedSignature>,
    contents: Vec<SavedContent>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SavedSignature {
    content_hash: String,
    sealed: String,
    seal: String,
}

#[derive(Debug, Deserialize)]
struct SavedContent {
    hash: String,
    content: String,
}

/// What the check found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Key of the seal: to be compared with the one that the server publishes.
    pub key: String,
    /// The signatures that hold: who signed what, when and how.
    pub signed: Vec<String>,
    /// What does not hold.
    pub problems: Vec<String>,
}

/// Checks what was saved, against the key that is given, or the one that is in it.
pub fn check(written: &str, key: Option<&str>) -> Result<Found, String> {
    let whole: Json = serde_json::from_str(written).map_err(|error| format!("not JSON: {error}"))?;
    let answer = ["/data/verifyMissionLetter", "/verifyMissionLetter"].iter().find_map(|path| whole.pointer(path)).unwrap_or(&whole);
    let saved: Saved = serde_json::from_value(answer.clone()).map_err(|error| {
        format!("not the answer of verifyMissionLetter {{ sealKey signatures {{ contentHash sealed seal }} contents {{ hash content }} }}: {error}")
    })?;
    let mut found = Found { key: key.unwrap_or(&saved.seal_key).to_owned(), ..Found::default() };
    if saved.seal_key != found.key {
        found.problems.push(format!("it names another key than the one that is given: {}", saved.seal_key));
    }
    for kept in saved.contents.iter().filter(|kept| content::hash(&kept.content) != kept.hash) {
        found.problems.push(format!("the content {} is not word for word what was signed", kept.hash));
    }
    for signature in &saved.signatures {
        match told(signature, &saved, &found.key) {
            Ok(line) => found.signed.push(line),
            Err(problem) => found.problems.push(problem),
        }
    }
    Ok(found)
}

/// Who signed what, or why the signature does not hold.
fn told(signature: &SavedSignature, saved: &Saved, key: &str) -> Result<String, String> {
    let lines: Vec<&str> = signature.sealed.lines().collect();
    let ["rupn-signature-1", letter, hash, person, method, at, day] = lines[..] else {
        return Err(format!("these are not the words of a signature: {:?}", signature.sealed));
    };
    let whose = format!("the signature of {person} at {at}");
    if !is_sealed(key, signature.sealed.as_bytes(), &signature.seal) {
        return Err(format!("{whose}: the seal is not the server's over these words"));
    }
    if hash != signature.content_hash {
        return Err(format!("{whose}: the seal is over another content"));
    }
    let kept = saved.contents.iter().find(|kept| kept.hash == hash && content::hash(&kept.content) == hash);
    let kept = kept.ok_or_else(|| format!("{whose}: the content {hash} is not there word for word"))?;
    let of: Json = serde_json::from_str(&kept.content).map_err(|error| format!("{whose}: the content is not JSON: {error}"))?;
    if of["letter"] != letter {
        return Err(format!("{whose}: the content is of another letter"));
    }
    let (place, year) = (of["establishment"].as_str().unwrap_or("?"), of["schoolYear"].as_str().unwrap_or("?"));
    Ok(format!("{person} signed {hash} of {letter} ({place}, {year}), {method}, on {day}, told at {at}"))
}

#[cfg(test)]
mod tests {
    use kernel::seal::Seal;
    use serde_json::json;

    use super::*;

    fn saved(seal: &Seal) -> Json {
        let content = r#"{"establishment":"0860076R","letter":"letter_A","schoolYear":"2026-2027"}"#;
        let hash = content::hash(content);
        let sealed = format!("rupn-signature-1\nletter_A\n{hash}\nperson_B\nON_LINE\n2026-11-25T09:00:00.000000Z\n2026-11-25");
        json!({
            "sealKey": seal.public_key(),
            "signatures": [{ "contentHash": hash, "sealed": sealed, "seal": seal.over(sealed.as_bytes()) }],
            "contents": [{ "hash": hash, "content": content }],
        })
    }

    fn problems(saved: &Json, key: Option<&str>) -> Vec<String> {
        check(&saved.to_string(), key).expect("an answer").problems
    }

    #[test]
    fn what_was_signed_holds_as_the_answer_or_the_whole_response() {
        let seal = Seal::of(b"a secret");
        let answer = saved(&seal);
        for whole in [answer.clone(), json!({ "verifyMissionLetter": answer }), json!({ "data": { "verifyMissionLetter": answer } })] {
            let found = check(&whole.to_string(), Some(&seal.public_key())).expect("an answer");
            assert_eq!((found.problems, found.signed.len()), (Vec::new(), 1));
            assert!(found.signed[0].contains("person_B") && found.signed[0].contains("0860076R, 2026-2027"), "{:?}", found.signed);
        }
        assert!(check("{}", None).is_err() && check("no", None).is_err());
    }

    #[test]
    fn a_byte_that_was_changed_is_told() {
        let (seal, other) = (Seal::of(b"a secret"), Seal::of(b"another"));
        let good = saved(&seal);
        let changed = |path: &str, to: Json| {
            let mut bad = good.clone();
            *bad.pointer_mut(path).expect("a place") = to;
            bad
        };
        for (bad, word) in [
            (changed("/contents/0/content", json!("{}")), "word for word"),
            (changed("/contents", json!([])), "not there"),
            (changed("/signatures/0/contentHash", json!("00")), "another content"),
            (changed("/signatures/0/seal", json!(other.over(b"x"))), "not the server's"),
            (changed("/signatures/0/sealed", json!("words")), "not the words"),
            (changed("/sealKey", json!(other.public_key())), "not the server's"),
        ] {
            let told = problems(&bad, None);
            assert!(told.iter().any(|problem| problem.contains(word)), "{word}: {told:?}");
        }
        assert!(problems(&good, Some(&other.public_key())).len() == 2, "another server's key");
        assert_eq!(problems(&good, None), Vec::<String>::new());
    }
}
