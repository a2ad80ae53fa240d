//! `publishFramingText`.

use async_graphql::InputObject;
use entity::framing::{
    DataStatus, framing_derivation,
    framing_text::{self, FramingLevel, FramingTextKind, FramingTopic},
};
use kernel::{
    command::Command,
    refusal::{OnUnique, Refusal},
    resource::Id,
    scalars::{Date, Uai, Url},
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use crate::domain::{
    framing::{
        FramingText,
        events::FRAMING_TEXT_PUBLISHED,
        lookups::{links, sources_of},
        rules::Days,
        sheet::PUBLISH,
    },
    people::rules::short_text,
    territory::{
        commands::create_establishment::optional,
        lookups::{academy_of, establishment_of},
    },
};

/// A text of an academy or of one of its establishments.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "PublishFramingTextInput")]
pub struct PublishFramingText {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// Unit code of the establishment that the text is for; the whole academy when left out.
    pub establishment: Option<Uai>,
    /// Code, 1 to 50 characters, unique in the academy; never changed.
    pub code: String,
    /// Kind.
    pub kind: FramingTextKind,
    /// Topic.
    pub topic: FramingTopic,
    /// Title in French, 1 to 300 characters.
    pub title_fr: String,
    /// Title in English, 300 characters at most.
    pub title_en: Option<String>,
    /// Gist in French, 2,000 characters at most.
    pub summary_fr: Option<String>,
    /// Gist in English, 2,000 characters at most.
    pub summary_en: Option<String>,
    /// Number by which it is cited, 100 characters at most.
    pub reference: Option<String>,
    /// Official address.
    pub url: Option<Url>,
    /// Day it was signed; today at the latest.
    pub signed_on: Date,
    /// Day it is published; not before it was signed.
    pub published_on: Option<Date>,
    /// First day of its effect.
    pub effective_from: Date,
    /// Last day of its effect, included; not before the first.
    pub effective_to: Option<Date>,
    /// Texts that it derives from, of any academy or the nation; 20 at most.
    pub derives_from: Option<Vec<Id<FramingText>>>,
}

impl Command for PublishFramingText {
    const NAME: &'static str = "publishFramingText";
    type Outcome = Id<FramingText>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let establishment = match &self.establishment {
            Some(uai) => Some(establishment_of(work, uai, "establishment").await?),
            None => None,
        };
        if establishment.as_ref().is_some_and(|establishment| establishment.academy_id != academy.id) {
            return Err(Refusal::NotFound { argument: "establishment" });
        }
        let days = Days {
            signed: self.signed_on.0,
            published: self.published_on.map(|date| date.0),
            from: Some(self.effective_from.0),
            to: self.effective_to.map(|date| date.0),
        };
        days.in_order(work.viewer.actor.today)?;
        let sources = sources_of(work, self.derives_from.as_deref().unwrap_or_default()).await?;

        let row = framing_text::ActiveModel {
            academy_id: Set(Some(academy.id)),
            level: Set(if establishment.is_some() { FramingLevel::Establishment } else { FramingLevel::Academy }),
            establishment_id: Set(establishment.map(|establishment| establishment.id)),
            code: Set(short_text("code", &self.code, 50)?),
            kind: Set(self.kind),
            topic: Set(self.topic),
            title_fr: Set(short_text("titleFr", &self.title_fr, 300)?),
            title_en: Set(optional("titleEn", self.title_en.as_deref(), 300)?),
            summary_fr: Set(optional("summaryFr", self.summary_fr.as_deref(), 2000)?),
            summary_en: Set(optional("summaryEn", self.summary_en.as_deref(), 2000)?),
            reference: Set(optional("reference", self.reference.as_deref(), 100)?),
            url: Set(self.url.map(|url| url.0)),
            signed_on: Set(days.signed),
            published_on: Set(days.published),
            effective_from: Set(days.from),
            effective_to: Set(days.to),
            status: Set(DataStatus::Fact),
            ..Default::default()
        };
        let row = work.create::<FramingText>(PUBLISH, row).await.on_unique("code", || Refusal::taken("code"))?;
        work.attach::<FramingText, framing_derivation::Entity>(&row, "derivesFrom", links(row.id, sources)).await?;
        work.announce(FRAMING_TEXT_PUBLISHED.of::<FramingText>(&row));
        Ok(row.id.into())
    }
}
