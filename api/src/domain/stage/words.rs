//! Why a candidate stands where it does, in sentences.

use entity::stage::stage_candidate::{self, PolicySays};
use kernel::text::{Text, text};

use super::rules::LEAST_LEVEL;

/// A sentence for each part of the score, and one for the needs.
pub fn why(row: &stage_candidate::Model) -> Vec<Text> {
    let (covered, wanted) = (row.parts.covered.iter().filter(|part| part.level >= LEAST_LEVEL).count(), row.parts.covered.len());
    let (met, all) = (row.parts.served.iter().filter(|need| need.is_met).count(), row.parts.served.len());
    let cover = match wanted {
        0 => text("The needs name no competence.", "Les besoins ne nomment aucune compétence."),
        _ => Text::of(
            format!("Competences that the needs name, declared at level 2 of 4 or more: {covered} of {wanted}."),
            format!("Compétences que les besoins nomment, déclarées au niveau 2 sur 4 ou plus : {covered} sur {wanted}."),
        ),
    };
    let work = match row.most_days {
        None => Text::of(
            format!("Sessions led this year: {}, days: {}; the establishment sets no bound.", row.sessions, row.days),
            format!("Sessions animées cette année : {}, jours : {} ; l'établissement ne fixe pas de limite.", row.sessions, row.days),
        ),
        Some(most) => Text::of(
            format!("Sessions led this year: {}, days: {} of the {most} that the establishment allows.", row.sessions, row.days),
            format!("Sessions animées cette année : {}, jours : {} sur les {most} que l'établissement permet.", row.sessions, row.days),
        ),
    };
    let release = match row.releases {
        PolicySays::Yes => text("The establishment lets its referents go.", "L'établissement libère ses référents."),
        PolicySays::No => text("The establishment does not let its referents go.", "L'établissement ne libère pas ses référents."),
        PolicySays::Nothing => {
            text("The establishment has not said whether it lets its referents go.", "L'établissement n'a pas dit s'il libère ses référents.")
        }
    };
    let hosts = Text::of(
        format!("Other establishments that do not refuse a trainer from elsewhere: {} of {}.", row.open, row.others),
        format!("Autres établissements qui ne refusent pas un formateur extérieur : {} sur {}.", row.open, row.others),
    );
    let way = match row.kilometres {
        Some(kilometres) => {
            Text::of(format!("{kilometres} km to the others on average."), format!("{} km des autres en moyenne.", kilometres.to_string().replace('.', ",")))
        }
        None => text("The distance to the others is not known.", "La distance aux autres n'est pas connue."),
    };
    let needs = Text::of(format!("Needs that would be met: {met} of {all}."), format!("Besoins auxquels il serait répondu : {met} sur {all}."));
    vec![cover, work, release, hosts, way, needs]
}
