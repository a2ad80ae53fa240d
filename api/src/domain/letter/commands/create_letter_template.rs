//! `createLetterTemplate`.

use std::collections::HashMap;

use async_graphql::InputObject;
use entity::{
    framing::{activity, framing_text, mission_catalogue},
    letter::{
        letter_template::{self, SignatureRule, TemplateStatus},
        mission_letter, template_blank, template_clause, template_framing, template_priority,
    },
};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::SchoolYear,
    store::{Store, covering},
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::{
    letter::{
        MissionLetterTemplate, TemplateClause,
        events::{TEMPLATE_CLAUSE_WRITTEN, TEMPLATE_CREATED},
        sheet::CREATE,
        starting::STARTING,
    },
    territory::lookups::academy_of,
};

/// A template for a school year.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CreateLetterTemplateInput")]
pub struct CreateLetterTemplate {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// School year.
    pub school_year: SchoolYear,
    /// Another template whose clauses it begins with, those of its latest published revision; when left out, the 20 clauses that come with the product.
    pub based_on: Option<Id<MissionLetterTemplate>>,
}

/// What a template begins with.
struct Beginning {
    heading: letter_template::ActiveModel,
    clauses: Vec<template_clause::ActiveModel>,
    blanks: Vec<template_blank::ActiveModel>,
    texts: Vec<Uuid>,
    priorities: Vec<Uuid>,
}

impl Command for CreateLetterTemplate {
    const NAME: &'static str = "createLetterTemplate";
    type Outcome = Id<MissionLetterTemplate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let catalogue = catalogue_of(work, self.school_year).await?;
        let activities = activities_of(work, catalogue.id).await?;
        let begins = match self.based_on {
            None => starting(work, &activities).await?,
            Some(id) => copied(work, id, &activities).await?,
        };
        let row = letter_template::ActiveModel {
            academy_id: Set(academy.id),
            school_year: Set(self.school_year.to_string()),
            catalogue_id: Set(catalogue.id),
            status: Set(TemplateStatus::Draft),
            revision: Set(1),
            published_revision: Set(0),
            published_at: Set(None),
            dispatched_at: Set(None),
            ..begins.heading
        };
        let template = work.create::<MissionLetterTemplate>(CREATE, row).await?;
        let clauses = begins.clauses.into_iter().map(|clause| {
            let clause = template_clause::ActiveModel {
                academy_id: Set(academy.id),
                template_id: Set(template.id),
                published: Set(false),
                from_revision: Set(1),
                to_revision: Set(None),
                ..clause
            };
            (String::new(), clause)
        });
        for (result, clause) in work.create_all::<TemplateClause>(CREATE, clauses.collect()).await? {
            let clause = clause.ok_or_else(|| Refusal::internal(format!("a clause of a new template: {result:?}")))?;
            work.announce(TEMPLATE_CLAUSE_WRITTEN.of::<TemplateClause>(&clause));
        }
        let blanks = begins.blanks.into_iter().map(|blank| template_blank::ActiveModel { academy_id: Set(academy.id), template_id: Set(template.id), ..blank });
        work.attach::<MissionLetterTemplate, template_blank::Entity>(&template, "blanks", blanks.collect()).await?;
        let texts = (1..).zip(begins.texts).map(|(position, text)| template_framing::ActiveModel {
            id: NotSet,
            template_id: Set(template.id),
            text_id: Set(text),
            position: Set(position),
        });
        work.attach::<MissionLetterTemplate, template_framing::Entity>(&template, "legalBasis", texts.collect()).await?;
        let priorities = (1..).zip(begins.priorities).map(|(position, activity)| template_priority::ActiveModel {
            id: NotSet,
            template_id: Set(template.id),
            activity_id: Set(activity),
            position: Set(position),
        });
        work.attach::<MissionLetterTemplate, template_priority::Entity>(&template, "suggestedPriorities", priorities.collect()).await?;
        work.announce(TEMPLATE_CREATED.of::<MissionLetterTemplate>(&template));
        Ok(template.id.into())
    }
}

/// The catalogue in force when a school year begins.
async fn catalogue_of(work: &Work<'_>, year: SchoolYear) -> Result<mission_catalogue::Model, Refusal> {
    use mission_catalogue::Column::{ValidFrom, ValidTo};
    let in_force = covering(ValidFrom, ValidTo, year.first_day());
    work.find::<mission_catalogue::Entity>(in_force).await?.pop().ok_or_else(|| {
        let message = text("No mission catalogue is in force in this school year.", "Aucun catalogue de missions n'est en vigueur cette année scolaire.");
        Fault::invalid("schoolYear", message).coded("NO_CATALOGUE").into()
    })
}

/// The activities of a catalogue, by code.
pub async fn activities_of(work: &Work<'_>, catalogue: Uuid) -> Result<HashMap<String, Uuid>, Refusal> {
    let rows = work.find::<activity::Entity>(Condition::all().add(activity::Column::CatalogueId.eq(catalogue))).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

/// Codes of the activities that a letter shares out, for what the product itself does.
pub async fn activity_codes(store: &Store, letter: &mission_letter::Model) -> Result<Vec<String>, Refusal> {
    let template = Condition::all().add(letter_template::Column::Id.eq(letter.template_id));
    let template = store.rows::<letter_template::Entity>(template).await?.pop().ok_or_else(|| Refusal::internal("a letter has its template"))?;
    let rows = store.rows::<activity::Entity>(Condition::all().add(activity::Column::CatalogueId.eq(template.catalogue_id))).await?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

async fn starting(work: &Work<'_>, activities: &HashMap<String, Uuid>) -> Result<Beginning, Refusal> {
    let cited =
        Condition::all().add(framing_text::Column::AcademyId.is_null()).add(framing_text::Column::Code.is_in(STARTING.framing.iter().map(String::as_str)));
    let mut texts = work.find::<framing_text::Entity>(cited).await?;
    texts.sort_by_key(|text| STARTING.framing.iter().position(|code| *code == text.code));
    let clause = |clause: &super::super::starting::StartingClause| template_clause::ActiveModel {
        code: Set(clause.code.clone()),
        position: Set(clause.order),
        title_fr: Set(clause.title.fr.clone()),
        title_en: Set(Some(clause.title.en.clone())),
        body: Set(clause.body.clone()),
        activity_id: Set(clause.activity.as_ref().and_then(|code| activities.get(code).copied())),
        locked: Set(clause.locked),
        why: Set(clause.why.clone()),
        ..Default::default()
    };
    let blank = |(position, blank): (i32, &super::super::starting::StartingBlank)| template_blank::ActiveModel {
        name: Set(blank.name.clone()),
        position: Set(position),
        label_fr: Set(blank.label.fr.clone()),
        label_en: Set(Some(blank.label.en.clone())),
        kind: Set(blank.kind),
        ..Default::default()
    };
    Ok(Beginning {
        heading: letter_template::ActiveModel {
            title_fr: Set(STARTING.title.fr.clone()),
            title_en: Set(Some(STARTING.title.en.clone())),
            introduction: Set(Some(STARTING.introduction.clone())),
            signature_rule: Set(SignatureRule::Both),
            due_days: Set(STARTING.due_days),
            ..Default::default()
        },
        clauses: STARTING.clauses.iter().map(clause).collect(),
        blanks: (1..).zip(&STARTING.blanks).map(blank).collect(),
        texts: texts.into_iter().map(|text| text.id).collect(),
        priorities: STARTING.suggested_priorities.iter().filter_map(|code| activities.get(code).copied()).collect(),
    })
}

/// The beginning that another template gives; activities are those of the new year's catalogue with the same codes.
async fn copied(work: &Work<'_>, id: Id<MissionLetterTemplate>, activities: &HashMap<String, Uuid>) -> Result<Beginning, Refusal> {
    let other = work.seen::<MissionLetterTemplate>(id, "basedOn").await?;
    if other.published_revision == 0 {
        let message = text("Nothing of this template is published.", "Rien de ce modèle n'est publié.");
        return Err(Fault::invalid("basedOn", message).coded("NOT_PUBLISHED").into());
    }
    let codes: HashMap<Uuid, String> = activities_of(work, other.catalogue_id).await?.into_iter().map(|(code, id)| (id, code)).collect();
    let here = |activity: Option<Uuid>| activity.and_then(|id| codes.get(&id)).and_then(|code| activities.get(code).copied());
    let of_other = |column: sea_orm::sea_query::Expr| Condition::all().add(column);
    let mut clauses = super::standing_clauses(work, other.id, other.published_revision).await?;
    clauses.sort_by_key(|clause| clause.position);
    let mut blanks = work.find::<template_blank::Entity>(of_other(template_blank::Column::TemplateId.eq(other.id))).await?;
    blanks.sort_by_key(|blank| blank.position);
    let mut texts = work.find::<template_framing::Entity>(of_other(template_framing::Column::TemplateId.eq(other.id))).await?;
    texts.sort_by_key(|text| text.position);
    let mut priorities = work.find::<template_priority::Entity>(of_other(template_priority::Column::TemplateId.eq(other.id))).await?;
    priorities.sort_by_key(|priority| priority.position);
    let clause = |clause: template_clause::Model| template_clause::ActiveModel {
        code: Set(clause.code),
        position: Set(clause.position),
        title_fr: Set(clause.title_fr),
        title_en: Set(clause.title_en),
        body: Set(clause.body),
        activity_id: Set(here(clause.activity_id)),
        locked: Set(clause.locked),
        why: Set(clause.why),
        ..Default::default()
    };
    let blank = |blank: template_blank::Model| template_blank::ActiveModel {
        name: Set(blank.name),
        position: Set(blank.position),
        label_fr: Set(blank.label_fr),
        label_en: Set(blank.label_en),
        kind: Set(blank.kind),
        ..Default::default()
    };
    Ok(Beginning {
        heading: letter_template::ActiveModel {
            title_fr: Set(other.title_fr),
            title_en: Set(other.title_en),
            introduction: Set(other.introduction),
            signature_rule: Set(other.signature_rule),
            due_days: Set(other.due_days),
            ..Default::default()
        },
        clauses: clauses.into_iter().map(clause).collect(),
        blanks: blanks.into_iter().map(blank).collect(),
        texts: texts.into_iter().map(|text| text.text_id).collect(),
        priorities: priorities.into_iter().filter_map(|priority| here(Some(priority.activity_id))).collect(),
    })
}
