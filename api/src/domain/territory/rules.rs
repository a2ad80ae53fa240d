//! Who owns the equipment of an establishment: rules as data, the last that matches wins.

use std::sync::LazyLock;

use entity::territory::{
    establishment::{self, EstablishmentKind, OwnerKind, Sector},
    local_authority::AuthorityKind,
};
use kernel::text::{Text, text};
use sea_orm::ActiveEnum;
use serde::Deserialize;

/// A row of `data/owner-authority.csv`.
#[derive(Debug, Deserialize)]
struct OwnerRule {
    sector: String,
    kind: String,
    department_codes: String,
    owner: String,
    legal_basis: String,
}

/// The rules a machine can apply: those that go by commune or by agreement are for people to read.
static RULES: LazyLock<Vec<OwnerRule>> = LazyLock::new(|| {
    let file = include_str!("../../../../data/owner-authority.csv");
    let rules = csv::Reader::from_reader(file.as_bytes()).into_deserialize().collect::<Result<Vec<OwnerRule>, _>>().expect("the rules are well formed");
    rules.into_iter().filter(|rule| owner_kind(rule).is_some() && !rule.department_codes.contains('(')).collect()
});

fn owner_kind(rule: &OwnerRule) -> Option<OwnerKind> {
    OwnerKind::try_from_value(&rule.owner).ok()
}

/// The owner and the rule's article, for a sector, a kind and the INSEE code of a department.
pub fn owner(sector: Sector, kind: EstablishmentKind, department: &str) -> (OwnerKind, Option<&'static str>) {
    if sector == Sector::PrivateWithoutContract {
        return (OwnerKind::PrivateOwner, Some("private law"));
    }
    let (sector, kind) = (sector.to_value(), kind.to_value());
    let fits = |words: &str, word: &str| words == "*" || words.split_whitespace().any(|other| other == word);
    let rule = RULES.iter().rfind(|rule| fits(&rule.sector, &sector) && fits(&rule.kind, &kind) && fits(&rule.department_codes, department));
    rule.map_or((OwnerKind::Unknown, None), |rule| (owner_kind(rule).unwrap_or(OwnerKind::Unknown), Some(rule.legal_basis.as_str())))
}

/// The kind of authority that an owner is, where the directory names it by the code of a region or department.
pub const fn authority_kind(owner: OwnerKind) -> Option<AuthorityKind> {
    match owner {
        OwnerKind::Department | OwnerKind::CityOfParis => Some(AuthorityKind::Department),
        OwnerKind::Region => Some(AuthorityKind::Region),
        _ => None,
    }
}

/// The article and the reason of an establishment's owner. A section's owner is its parent's.
pub fn owner_words(row: &establishment::Model) -> (Option<String>, Text) {
    let basis = |sought: OwnerKind| RULES.iter().find(|rule| owner_kind(rule) == Some(sought)).map(|rule| rule.legal_basis.clone());
    let reason = match row.owner_kind {
        OwnerKind::Unknown if row.kind == EstablishmentKind::Section && row.parent_id.is_none() => text(
            "A section's owner is its parent's, and its parent is not known.",
            "Le propriétaire d'une section est celui de son établissement, qui n'est pas connu.",
        ),
        OwnerKind::Unknown if row.sector == Sector::Unknown => text("The sector is not known.", "Le secteur n'est pas connu."),
        OwnerKind::Unknown => text("No rule covers this kind of establishment.", "Aucune règle ne couvre ce type d'établissement."),
        OwnerKind::PrivateOwner => {
            text("A private establishment belongs to its managing body.", "Un établissement privé appartient à son organisme de gestion.")
        }
        _ if row.kind == EstablishmentKind::Section => {
            text("The owner of the establishment it belongs to.", "Le propriétaire de l'établissement dont elle dépend.")
        }
        _ => text("By law, from its kind and department.", "Par la loi, d'après son type et son département."),
    };
    (basis(row.owner_kind), reason)
}

/// Whether an establishment can hold the mandate of a referent: the second degree, and not a section (S3).
pub const fn holds_referents(kind: EstablishmentKind) -> bool {
    !matches!(kind, EstablishmentKind::Section | EstablishmentKind::Primary | EstablishmentKind::Other)
}

/// IANA time zone of an academy: Paris, but overseas.
pub fn time_zone(academy: &str) -> &'static str {
    match academy {
        "28" => "Indian/Reunion",
        "31" => "America/Martinique",
        "32" => "America/Guadeloupe",
        "33" => "America/Cayenne",
        "41" => "Pacific/Tahiti",
        "42" => "Pacific/Wallis",
        "43" => "Indian/Mayotte",
        "44" => "America/Miquelon",
        _ => "Europe/Paris",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_rule_that_matches_wins() {
        use EstablishmentKind::*;
        use OwnerKind as Own;
        for (sector, kind, department, expected) in [
            (Sector::Public, College, "86", Own::Department),
            (Sector::Public, LyceePolyvalent, "86", Own::Region),
            (Sector::Public, LyceeAgricole, "79", Own::Region),
            (Sector::Public, College, "2A", Own::CollectivityOfCorsica),
            (Sector::Public, LyceeGeneralTechno, "972", Own::SingleTerritorialCollectivity),
            (Sector::Public, College, "67", Own::EuropeanCollectivityOfAlsace),
            (Sector::Public, LyceeGeneralTechno, "67", Own::Region),
            (Sector::PrivateUnderContract, College, "86", Own::PrivateOwner),
            (Sector::PrivateWithoutContract, College, "86", Own::PrivateOwner),
            (Sector::Unknown, College, "86", Own::Unknown),
            (Sector::Public, Other, "86", Own::Unknown),
        ] {
            assert_eq!(owner(sector, kind, department).0, expected, "{sector:?} {kind:?} {department}");
        }
    }
}
