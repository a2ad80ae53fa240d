//! Loads framing texts and mission catalogues by their codes: what is missing is made, what differs is changed, what is the
//! same is left alone. A command of the system, performed when a server starts.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    framing::{
        DataStatus, framing_derivation,
        framing_text::{self, FramingLevel, FramingTextKind, FramingTopic},
    },
    territory::academy,
};
use kernel::{
    Uuid,
    command::Command,
    refusal::Refusal,
    upsert::{Plan, Upsert},
    work::{RowResult, RowStatus, Work},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    Condition,
};
use serde::{Deserialize, Serialize};

use super::load_catalogues::{CatalogueRow, LoadCatalogues};
use crate::domain::framing::{
    FramingText,
    events::{FRAMING_TEXT_PUBLISHED, FRAMING_TEXT_REVISED},
    lookups::links,
    sheet::{PUBLISH, REVISE},
};

/// Framing texts, and the catalogues that rest on them.
#[derive(Clone, Debug, Serialize)]
pub struct LoadFraming {
    /// Texts, in any order.
    pub texts: Vec<TextRow>,
    /// Catalogues.
    pub catalogues: Vec<CatalogueRow>,
}

/// Words in both languages.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Words {
    /// In French.
    pub fr: String,
    /// In English.
    pub en: String,
}

/// A text by its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TextRow {
    /// Code.
    pub code: String,
    /// Code of the academy that made it; none for a national text.
    pub academy: Option<String>,
    /// Kind.
    pub kind: FramingTextKind,
    /// Topic.
    pub topic: FramingTopic,
    /// Title.
    pub title: Words,
    /// Number by which it is cited.
    pub reference: Option<String>,
    /// Number that the State gives it.
    pub nor: Option<String>,
    /// Day it was signed.
    pub signed_on: NaiveDate,
    /// Day it was published.
    pub published_on: Option<NaiveDate>,
    /// First day of its effect.
    pub effective_from: Option<NaiveDate>,
    /// Last day of its effect.
    pub effective_to: Option<NaiveDate>,
    /// Official address.
    pub url: Option<String>,
    /// Codes of the texts that it derives from.
    pub derives_from: Vec<String>,
    /// Gist.
    pub summary: Words,
    /// How far it is known.
    pub status: DataStatus,
    /// What of it is not known.
    pub note: Option<String>,
    /// Where it was read.
    pub source: Option<String>,
}

impl Command for LoadFraming {
    const NAME: &'static str = "loadFraming";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academies: HashMap<String, Uuid> = work.find::<academy::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code, row.id)).collect();
        let known = texts(work).await?;
        let mut upsert = Upsert::<FramingText>::default();
        for row in &self.texts {
            let academy = row.academy.as_ref().map(|code| academies.get(code).copied());
            match (academy, known.get(&(academy.flatten(), row.code.clone()))) {
                // Its academy may come later; and what an academy has is its own.
                (Some(None), _) | (Some(Some(_)), Some(_)) => {}
                (_, Some(id)) => upsert.row(row.code.clone(), Ok(Plan::Known(framing_text::ActiveModel { id: Unchanged(*id), ..row.values(None) }))),
                (academy, None) => upsert.row(row.code.clone(), Ok(Plan::New(row.values(academy.flatten())))),
            }
        }
        let mut written = upsert.write(work, PUBLISH, REVISE).await?;
        let ids: HashMap<String, Uuid> = texts(work).await?.into_iter().map(|((_, code), id)| (code, id)).collect();
        let sources = |row: &TextRow| row.derives_from.iter().filter_map(|code| ids.get(code).copied()).collect::<Vec<_>>();
        let of_code: HashMap<&str, &TextRow> = self.texts.iter().map(|row| (row.code.as_str(), row)).collect();
        let wanted = written.rows().filter_map(|(code, text)| Some((text.id, links(text.id, sources(of_code.get(code)?))))).collect();
        let changed = work.replace_all::<FramingText, framing_derivation::Entity>("derivesFrom", framing_derivation::Column::TextId, wanted).await?;
        written.changed(changed);
        let mut results = written.tell(work, |status, _| match status {
            RowStatus::Created => &FRAMING_TEXT_PUBLISHED,
            _ => &FRAMING_TEXT_REVISED,
        });
        results.extend(LoadCatalogues { rows: self.catalogues }.apply(work).await?);
        Ok(results)
    }
}

/// The ids of the texts that are there, by academy and code.
async fn texts(work: &Work<'_>) -> Result<HashMap<(Option<Uuid>, String), Uuid>, Refusal> {
    Ok(work.find::<framing_text::Entity>(Condition::all()).await?.into_iter().map(|row| ((row.academy_id, row.code), row.id)).collect())
}

impl TextRow {
    fn values(&self, academy: Option<Uuid>) -> framing_text::ActiveModel {
        framing_text::ActiveModel {
            academy_id: Set(academy),
            level: Set(if academy.is_some() { FramingLevel::Academy } else { FramingLevel::National }),
            code: Set(self.code.clone()),
            kind: Set(self.kind),
            topic: Set(self.topic),
            title_fr: Set(self.title.fr.clone()),
            title_en: Set(Some(self.title.en.clone())),
            summary_fr: Set(Some(self.summary.fr.clone())),
            summary_en: Set(Some(self.summary.en.clone())),
            reference: Set(self.reference.clone()),
            nor: Set(self.nor.clone()),
            url: Set(self.url.clone()),
            signed_on: Set(self.signed_on),
            published_on: Set(self.published_on),
            effective_from: Set(self.effective_from),
            effective_to: Set(self.effective_to),
            status: Set(self.status),
            note: Set(self.note.clone()),
            source: Set(self.source.clone()),
            ..Default::default()
        }
    }
}
