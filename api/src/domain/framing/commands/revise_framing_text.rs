//! `reviseFramingText`.

use async_graphql::{InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::framing::{
    framing_derivation,
    framing_text::{self, FramingTextKind, FramingTopic},
};
use kernel::{
    command::Command,
    refusal::Refusal,
    resource::Id,
    scalars::{Date, Url},
    work::{Work, told},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    Condition,
};
use serde::Serialize;

use crate::domain::{
    framing::{
        FramingText,
        events::FRAMING_TEXT_REVISED,
        lookups::{links, sources_of},
        rules::{Days, no_circle},
        sheet::REVISE,
    },
    people::rules::short_text,
    territory::commands::update_establishment::changed,
};

/// Changed facts of a text; what is left out stays, null empties what may be empty.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ReviseFramingTextInput")]
pub struct ReviseFramingText {
    /// The text.
    pub id: Id<FramingText>,
    /// Its version as it was read.
    pub version: i64,
    /// Kind.
    pub kind: Option<FramingTextKind>,
    /// Topic.
    pub topic: Option<FramingTopic>,
    /// Title in French, 1 to 300 characters.
    pub title_fr: Option<String>,
    /// Title in English, 300 characters at most.
    pub title_en: MaybeUndefined<String>,
    /// Gist in French, 2,000 characters at most.
    pub summary_fr: MaybeUndefined<String>,
    /// Gist in English, 2,000 characters at most.
    pub summary_en: MaybeUndefined<String>,
    /// Number by which it is cited, 100 characters at most.
    pub reference: MaybeUndefined<String>,
    /// Official address.
    pub url: MaybeUndefined<Url>,
    /// Day it was signed; today at the latest.
    pub signed_on: Option<Date>,
    /// Day it is published; not before it was signed.
    pub published_on: MaybeUndefined<Date>,
    /// First day of its effect.
    pub effective_from: Option<Date>,
    /// Last day of its effect, included; null takes an end back.
    pub effective_to: MaybeUndefined<Date>,
    /// All the texts that it derives from, 20 at most.
    pub derives_from: Option<Vec<Id<FramingText>>>,
}

impl Command for ReviseFramingText {
    const NAME: &'static str = "reviseFramingText";
    type Outcome = Id<FramingText>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(REVISE, self.id, self.version).await?;
        let days = Days {
            signed: self.signed_on.map_or(row.signed_on, |date| date.0),
            published: moved(&self.published_on, row.published_on),
            from: self.effective_from.map(|date| date.0).or(row.effective_from),
            to: moved(&self.effective_to, row.effective_to),
        };
        days.in_order(work.viewer.actor.today)?;
        let sources = match &self.derives_from {
            Some(named) => Some(sources_of(work, named).await?),
            None => None,
        };
        if let Some(sources) = &sources {
            no_circle(row.id, sources, &work.find::<framing_derivation::Entity>(Condition::all()).await?)?;
        }

        let change = framing_text::ActiveModel {
            id: Unchanged(row.id),
            kind: Set(self.kind.unwrap_or(row.kind)),
            topic: Set(self.topic.unwrap_or(row.topic)),
            title_fr: Set(short_text("titleFr", self.title_fr.as_deref().unwrap_or(&row.title_fr), 300)?),
            title_en: Set(changed("titleEn", &self.title_en, row.title_en.as_ref(), 300)?),
            summary_fr: Set(changed("summaryFr", &self.summary_fr, row.summary_fr.as_ref(), 2000)?),
            summary_en: Set(changed("summaryEn", &self.summary_en, row.summary_en.as_ref(), 2000)?),
            reference: Set(changed("reference", &self.reference, row.reference.as_ref(), 100)?),
            url: told(&self.url, |url| url.0.clone()),
            signed_on: Set(days.signed),
            published_on: Set(days.published),
            effective_from: Set(days.from),
            effective_to: Set(days.to),
            ..Default::default()
        };
        let mut row = work.save::<FramingText>(change).await?;
        if let Some(sources) = sources {
            let wanted = vec![(row.id, links(row.id, sources))];
            let changed = work.replace_all::<FramingText, framing_derivation::Entity>("derivesFrom", framing_derivation::Column::TextId, wanted).await?;
            row = changed.into_iter().next().unwrap_or(row);
        }
        work.announce(FRAMING_TEXT_REVISED.of::<FramingText>(&row));
        Ok(row.id.into())
    }
}

/// The day after the change: as it was, none, or the new one.
fn moved(change: &MaybeUndefined<Date>, before: Option<NaiveDate>) -> Option<NaiveDate> {
    match change {
        MaybeUndefined::Undefined => before,
        change => change.value().map(|date| date.0),
    }
}
