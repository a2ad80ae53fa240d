use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    framing::{
        DataStatus, framing_derivation,
        framing_text::{
            self,
            Column::{SummaryEn, SummaryFr, TitleEn, TitleFr},
            FramingLevel, FramingTextKind, FramingTopic,
        },
    },
    letter::{letter_template, template_framing},
    territory::{academy, establishment},
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, One, Relation, Through},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::{Date, Url},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::{ColumnTrait, Condition};

use super::in_language;
use crate::domain::{
    framing::{
        filters::{FramingTextFilter, FramingTextOrder},
        sheet,
    },
    letter::{
        MissionLetterTemplate,
        filters::{MissionLetterTemplateFilter, MissionLetterTemplateOrder},
    },
    territory::{Academy, Establishment, place::in_office},
};

/// From a text to those it derives from.
const SOURCES: Link<framing_derivation::Entity> = Link { parent: framing_derivation::Column::TextId, child: framing_derivation::Column::FromId, period: None };
/// From a text to those that derive from it.
const DERIVED: Link<framing_derivation::Entity> = Link { parent: framing_derivation::Column::FromId, child: framing_derivation::Column::TextId, period: None };

/// Framing text.
pub struct FramingText(Loaded<framing_text::Entity>);

impl Resource for FramingText {
    type Row = framing_text::Entity;
    type State = FramingLevel;
    type Filter = FramingTextFilter;
    type Order = FramingTextOrder;

    const PREFIX: &'static str = "framing";
    const SHEET: Sheet<FramingLevel> = sheet::FRAMING_TEXT;
    const READS: &'static [(&'static str, &'static [framing_text::Column])] = &[
        ("levelLabel", &[framing_text::Column::Level]),
        ("kindLabel", &[framing_text::Column::Kind]),
        ("topicLabel", &[framing_text::Column::Topic]),
        ("title", &[TitleFr, TitleEn]),
        ("summary", &[SummaryFr, SummaryEn]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<framing_text::Entity>] = &[
        &One::<framing_text::Entity, Academy> { name: "academy", from: framing_text::Column::AcademyId, to: academy::Column::Id },
        &One::<framing_text::Entity, Establishment> { name: "establishment", from: framing_text::Column::EstablishmentId, to: establishment::Column::Id },
        &Through::<framing_text::Entity, framing_derivation::Entity, Self> {
            name: "derivesFrom",
            from: framing_text::Column::Id,
            link: SOURCES,
            to: framing_text::Column::Id,
            also: None,
        },
        &Through::<framing_text::Entity, framing_derivation::Entity, Self> {
            name: "derived",
            from: framing_text::Column::Id,
            link: DERIVED,
            to: framing_text::Column::Id,
            also: None,
        },
        &Through::<framing_text::Entity, template_framing::Entity, MissionLetterTemplate> {
            name: "letterTemplates",
            from: framing_text::Column::Id,
            link: Link { parent: template_framing::Column::TextId, child: template_framing::Column::TemplateId, period: None },
            to: letter_template::Column::Id,
            also: None,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use framing_text::Column::{AcademyId, EstablishmentId};
        match reach {
            Reach::Everywhere => Some(everything()),
            // A national text lies in every academy: its level refuses what an officer may not do with it.
            Reach::Academy => in_office(hat, AcademyId, EstablishmentId).map(|office| Condition::any().add(AcademyId.is_null()).add(office)),
            _ => None,
        }
    }

    fn state(row: &framing_text::Model, _: NaiveDate) -> FramingLevel {
        row.level
    }

    fn in_states(levels: &[FramingLevel], _: NaiveDate) -> Condition {
        Condition::all().add(framing_text::Column::Level.is_in(levels.iter().copied()))
    }

    fn natural_key(row: &framing_text::Model) -> String {
        row.code.clone()
    }

    fn of(loaded: Loaded<framing_text::Entity>) -> Self {
        Self(loaded)
    }

    fn loaded(&self) -> &Loaded<framing_text::Entity> {
        &self.0
    }
}

/// Framing text (*texte de cadrage*): what the mission rests on, of the nation, of an academy or of an establishment. Titles
/// and summaries of those that come with the product are its own words.
#[Object]
impl FramingText {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, such as `DEC-2015-475`; unique in its academy and among the national texts, and never changed.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Who is bound.
    async fn level(&self) -> FramingLevel {
        self.0.row.level
    }

    /// Level in words, in the language of the request.
    async fn level_label(&self, ctx: &Context<'_>) -> String {
        crate::domain::labels::label("FramingLevel", self.0.row.level, ctx.viewer().locale)
    }

    /// Kind.
    async fn kind(&self) -> FramingTextKind {
        self.0.row.kind
    }

    /// Kind in words, in the language of the request.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        crate::domain::labels::label("FramingTextKind", self.0.row.kind, ctx.viewer().locale)
    }

    /// Topic.
    async fn topic(&self) -> FramingTopic {
        self.0.row.topic
    }

    /// Topic in words, in the language of the request.
    async fn topic_label(&self, ctx: &Context<'_>) -> String {
        crate::domain::labels::label("FramingTopic", self.0.row.topic, ctx.viewer().locale)
    }

    /// Title in the language of the request; in French where it has none in English.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, self.0.row.title_en.as_deref(), Some(&self.0.row.title_fr)).unwrap_or_default()
    }

    /// Title in French.
    async fn title_fr(&self) -> &str {
        &self.0.row.title_fr
    }

    /// Title in English.
    async fn title_en(&self) -> Option<&str> {
        self.0.row.title_en.as_deref()
    }

    /// Gist in the language of the request; in the other one where it has none.
    async fn summary(&self, ctx: &Context<'_>) -> Option<&str> {
        in_language(ctx.viewer().locale, self.0.row.summary_en.as_deref(), self.0.row.summary_fr.as_deref())
    }

    /// Gist in French.
    async fn summary_fr(&self) -> Option<&str> {
        self.0.row.summary_fr.as_deref()
    }

    /// Gist in English.
    async fn summary_en(&self) -> Option<&str> {
        self.0.row.summary_en.as_deref()
    }

    /// Number by which it is cited, such as `2015-475`.
    async fn reference(&self) -> Option<&str> {
        self.0.row.reference.as_deref()
    }

    /// Number that the State gives its texts (*NOR*), such as `MENH1505021D`; national texts only.
    async fn nor(&self) -> Option<&str> {
        self.0.row.nor.as_deref()
    }

    /// Official address of the text.
    async fn url(&self) -> Option<Url> {
        self.0.row.url.clone().map(Url)
    }

    /// Day it was signed.
    async fn signed_on(&self) -> Date {
        self.0.row.signed_on.into()
    }

    /// Day it was published (*Journal officiel*, *Bulletin officiel*, site of the academy); null when not checked.
    async fn published_on(&self) -> Option<Date> {
        self.0.row.published_on.map(Date)
    }

    /// First day of its effect; null when not checked: then no day can be said on which it is in force.
    async fn effective_from(&self) -> Option<Date> {
        self.0.row.effective_from.map(Date)
    }

    /// Last day of its effect, included; null while none is known.
    async fn effective_to(&self) -> Option<Date> {
        self.0.row.effective_to.map(Date)
    }

    /// How far it is known.
    async fn status(&self) -> DataStatus {
        self.0.row.status
    }

    /// What of it is not known, or not a fact; null where all of it is.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// Where it was read.
    async fn source(&self) -> Option<&str> {
        self.0.row.source.as_deref()
    }

    /// Academy that made it; null for a national text.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// Establishment that it is for; null for the whole academy or the nation.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// Texts that it derives from.
    async fn derives_from(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FramingTextFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FramingTextOrder>,
    ) -> Page<FramingText> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Texts that derive from it.
    async fn derived(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FramingTextFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FramingTextOrder>,
    ) -> Page<FramingText> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Templates of mission letters that cite it.
    async fn letter_templates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionLetterTemplateFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionLetterTemplateOrder>,
    ) -> Page<MissionLetterTemplate> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
