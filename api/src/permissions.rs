//! `permissions.txt`: what the sheets say, a line a grant, reviewed as the contract.

use kernel::{explain::in_words, resource::Resource, text::Locale};

/// The lines of one resource.
pub fn lines<R: Resource>(name: &str) -> Vec<String> {
    let words = R::SHEET.grants.iter().flat_map(|grant| grant.actions.iter().map(move |action| format!("{name} {} {}", action.0, in_words(grant))));
    words.collect()
}

/// The same as a page for people: a table an object, in the language of the request.
pub fn page(lines: &str, locale: Locale) -> String {
    let (fr, says) = (locale == Locale::Fr, |en: &'static str, fr: &'static str| if locale == Locale::Fr { fr } else { en });
    let title = says("Who may do what", "Qui peut faire quoi");
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>rupn — {title}</title><link rel=\"icon\" href=\"data:,\">\
         <link rel=\"stylesheet\" href=\"/start/start.css\"></head>\n<body>\n<header><h1>{title}</h1><p class=\"lead\">{}</p></header>\n<main>\n",
        if fr { "fr" } else { "en" },
        says(
            "What the sheets of the program say, a line a right. Rights are the union over all that somebody is today, each in its place.",
            "Ce que disent les feuilles du programme, une ligne par droit. Les droits sont l'union de tout ce qu'on est aujourd'hui, chacun à sa place.",
        ),
    );
    let mut open = "";
    for line in lines.lines() {
        let mut words = line.split(' ');
        let (object, action, who) = (words.next().unwrap_or_default(), words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let rest = line.splitn(4, ' ').nth(3).unwrap_or_default();
        let (before, once) = rest.split_once(" once ").unwrap_or((rest, ""));
        let (desk, reach) = before.rsplit_once("within ").unwrap_or_default();
        if object != open {
            if !open.is_empty() {
                html.push_str("</tbody></table></section>\n");
            }
            let heads = if fr { ["acte", "qui", "jusqu'où", "dans les états"] } else { ["act", "who", "how far", "in the states"] };
            let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
            html.push_str(&format!("<section><h2 id=\"{object}\">{object}</h2><table><thead><tr>{heads}</tr></thead><tbody>\n"));
            open = object;
        }
        let desk = desk.trim().strip_prefix("desk ").map(|desk| format!(", {} {desk}", says("desk", "bureau"))).unwrap_or_default();
        html.push_str(&format!(
            "<tr><th scope=\"row\">{action}</th><td>{}{desk}</td><td>{}</td><td>{once}</td></tr>\n",
            in_language(who, locale),
            in_language(reach, locale)
        ));
    }
    html.push_str(if open.is_empty() { "" } else { "</tbody></table></section>\n" });
    html.push_str("<p><a href=\"/permissions.txt\">/permissions.txt</a></p>\n</main>\n</body>\n</html>\n");
    html
}

/// A capacity or a reach in words.
fn in_language(word: &str, locale: Locale) -> &str {
    let (en, fr) = match word {
        "ANYONE" => ("anyone, without a token too", "chacun, même sans jeton"),
        "ONESELF" => ("the person", "la personne elle-même"),
        "TEACHER" => ("a teacher", "un enseignant"),
        "REFERENT" => ("a referent", "un référent"),
        "DEPUTY" => ("a deputy", "un adjoint"),
        "PRINCIPAL" => ("the principal, or who acts by delegation", "le chef d'établissement, ou qui agit par délégation"),
        "RECTORATE" => ("the rectorate", "le rectorat"),
        "EVERYWHERE" => ("everywhere", "partout"),
        "ACADEMY" => ("the academy, or the part of it that the office covers", "l'académie, ou la part que couvre l'office"),
        "ACADEMY_REFERENTS" => ("referents of the academy", "les référents de l'académie"),
        "BASIN_REFERENTS" => ("referents of the basin", "les référents du bassin"),
        "PUBLISHED_REFERENTS" => ("referents whose academy publishes their names", "les référents dont l'académie publie le nom"),
        "AUDIENCE" => ("what is meant for the staff of one's establishments", "ce qui s'adresse au personnel de ses établissements"),
        "SHARED" => ("what belongs to basins and the academy", "ce qui relève des bassins et de l'académie"),
        "BASIN" => ("establishments of the basins of one's own", "les établissements des bassins des siens"),
        "PARTY" => ("what one has a part in", "ce à quoi l'on prend part"),
        "ESTABLISHMENT" => ("one's own establishments", "ses établissements"),
        "OWN" => ("what is about oneself", "ce qui concerne soi-même"),
        _ => return word,
    };
    if locale == Locale::Fr { fr } else { en }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_every_line_in_words() {
        let lines = crate::schema::permissions();
        for locale in [Locale::En, Locale::Fr] {
            let page = page(&lines, locale);
            assert_eq!(page.matches("<tr><th scope=\"row\">").count(), lines.lines().count());
            for word in ["RECTORATE", "ONESELF", "ACADEMY_REFERENTS", "EVERYWHERE", ">OWN<"] {
                assert!(!page.contains(word), "{word} has words");
            }
        }
        assert!(page(&lines, Locale::Fr).contains("<td>le rectorat, bureau DIRECTORY</td>"));
    }
}
