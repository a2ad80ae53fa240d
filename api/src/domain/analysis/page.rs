//! The public page of an analysis: text, charts and tables, to be read on a small screen, on paper and aloud. It shows what the API shows.

use std::fmt::Write;

use entity::{
    analysis::{
        survey_analysis::{self, AnalysisStage},
        survey_group::AnalysisMargin,
    },
    campaign::survey_campaign,
    territory::academy,
};
use kernel::{
    machine::state_name,
    refusal::Refusal,
    resource::{Id, parse_id},
    store::Store,
    text::{Locale, text},
};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use sea_orm::{ColumnTrait, Condition, Iterable};

use super::{
    tables,
    types::{SurveyCell, SurveyFigure, SurveyGroup, SurveyMedian, SurveyTable, SurveyTables, text_in, title_in},
};
use crate::domain::{campaign::SurveyCampaign, labels::label};

/// Groups that stand side by side in a table; more of them fill several, which fit on paper.
const ABREAST: usize = 6;

/// How long the bar of all respondents is, in a chart that is 340 wide: words stay legible on a small screen.
const BAR: f64 = 220.0;
/// Where the figure of a bar begins.
const BESIDE: f64 = BAR + 8.0;

/// Page of the published analysis of a campaign; none where nothing is published.
pub async fn at(store: &Store, campaign: &str, by: Option<&str>, locale: Locale) -> Result<Option<String>, Refusal> {
    let Some(("campaign", id)) = parse_id(campaign) else { return Ok(None) };
    let Some(by) = AnalysisMargin::iter().find(|margin| state_name(*margin) == by.unwrap_or("KIND")) else { return Ok(None) };
    let Some(campaign) = store.rows::<survey_campaign::Entity>(Condition::all().add(survey_campaign::Column::Id.eq(id))).await?.pop() else { return Ok(None) };
    let Some(analysis) = tables::analysis_of(store, &campaign).await?.filter(|row| row.stage == AnalysisStage::Published) else { return Ok(None) };
    let tables = tables::of(store, locale, (&campaign, &analysis), by, None).await?;
    let academies = store.reference::<academy::Entity>().await?;
    let academy = academies.get(campaign.academy_id).map(|row| row.name.clone()).unwrap_or_default();
    Ok(Some(Page { locale, campaign, analysis, tables, academy }.written()))
}

struct Page {
    locale: Locale,
    campaign: survey_campaign::Model,
    analysis: survey_analysis::Model,
    tables: SurveyTables,
    academy: String,
}

impl Page {
    fn says(&self, en: &'static str, fr: &'static str) -> &'static str {
        match self.locale {
            Locale::Fr => fr,
            Locale::En => en,
        }
    }

    fn written(&self) -> String {
        let title = escaped(title_in(&self.analysis, self.locale));
        let lang = self.says("en", "fr");
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><link rel=\"icon\" href=\"data:,\">\
             <link rel=\"stylesheet\" href=\"/surveys/survey.css\"></head>\n<body>\n\
             <header><h1>{title}</h1>{}{}</header>\n<main>\n",
            self.lead(),
            self.ways(),
        );
        // Charts draw with it what is hidden.
        html.push_str("<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><pattern id=\"secret\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect class=\"hatch\" width=\"2\" height=\"8\"/></pattern></defs></svg>\n");
        if let Some(text) = text_in(&self.analysis, self.locale) {
            let _ = writeln!(html, "<section class=\"text\">{}</section>", markup(text));
        }
        html.push_str(&self.groups());
        let mut open = None;
        for question in &self.tables.questions {
            if open != Some(&question.section) {
                let _ = writeln!(html, "{}<section><h2>{}</h2>", if open.is_some() { "</section>\n" } else { "" }, escaped(&question.section));
                open = Some(&question.section);
            }
            html.push_str(&self.question(question));
        }
        html.push_str(if open.is_some() { "</section>\n" } else { "" });
        html.push_str(&self.method());
        html.push_str("</main>\n</body>\n</html>\n");
        html
    }

    /// Who, when, how many.
    fn lead(&self) -> String {
        let all = &self.tables.groups[0];
        let answered = match &all.respondents {
            SurveyFigure::Counted(counted) => {
                let rate = counted.rate.map(|rate| self.percent(rate)).unwrap_or_default();
                format!("{} {} {} ({rate})", counted.count, self.says("answers of", "réponses sur"), all.invited)
            }
            SurveyFigure::Suppressed(hidden) => hidden.reason_label.clone(),
        };
        format!("<p class=\"lead\">{} · {} · {}</p>", escaped(&self.academy), escaped(&self.campaign.school_year), escaped(&answered))
    }

    /// Links to the other breakdowns and the other language.
    fn ways(&self) -> String {
        let id: Id<SurveyCampaign> = self.campaign.id.into();
        let (lang, other, name) = (self.says("en", "fr"), self.says("fr", "en"), self.says("Français", "English"));
        let link = |by: AnalysisMargin| {
            let (value, words) = (state_name(by), escaped(&label("AnalysisMargin", by, self.locale)));
            match by == self.tables.by {
                true => format!("<li aria-current=\"page\">{words}</li>"),
                false => format!("<li><a href=\"/surveys/{id}?by={value}&amp;lang={lang}\">{words}</a></li>"),
            }
        };
        let links: String = AnalysisMargin::iter().map(link).collect();
        let here = state_name(self.tables.by);
        format!(
            "<nav aria-label=\"{}\"><ul>{links}<li><a lang=\"{other}\" hreflang=\"{other}\" href=\"/surveys/{id}?by={here}&amp;lang={other}\">{name}</a></li></ul></nav>",
            self.says("Breakdown and language", "Ventilation et langue")
        )
    }

    /// How many answered, by group.
    fn groups(&self) -> String {
        let heads = [self.says("Group", "Groupe"), self.says("asked", "interrogés"), self.says("answered", "ont répondu"), self.says("rate", "taux")];
        let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
        let row = |group: &SurveyGroup| {
            let rate = match &group.respondents {
                SurveyFigure::Counted(counted) => {
                    format!("<td>{}</td><td>{}</td>", counted.count, counted.rate.map(|rate| self.percent(rate)).unwrap_or_default())
                }
                SurveyFigure::Suppressed(_) => format!("{0}{0}", self.secret()),
            };
            format!("<tr><th scope=\"row\">{}</th><td>{}</td>{rate}</tr>", escaped(&group.label), group.invited)
        };
        let rows: String = self.tables.groups.iter().map(row).collect();
        let title = self.says("Who answered", "Qui a répondu");
        format!(
            "<section><h2>{title}</h2><p>{}</p>{}</section>\n",
            escaped(&self.tables.by_label),
            self.scroll(title, &format!("<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"))
        )
    }

    fn question(&self, question: &SurveyTable) -> String {
        let code = question.row.as_ref().map_or_else(|| question.question.clone(), |row| format!("{}-{row}", question.question));
        let anchor = code.replace('.', "-");
        let mut html = format!("<article id=\"{}\"><h3>{}</h3>\n", escaped(&anchor), escaped(&question.label));
        html.push_str(&self.chart(&anchor, question));
        let everybody = question.rows.first();
        if let Some(SurveyMedian::Step(step)) = everybody.and_then(|row| row.median.as_ref()) {
            let _ = writeln!(html, "<p>{} {}</p>", self.says("Median:", "Médiane :"), escaped(&step.label));
        }
        if question.is_conditional {
            let _ = writeln!(
                html,
                "<p class=\"quiet\">{}</p>",
                escaped(&label("SuppressionReason", entity::analysis::survey_group::SuppressionReason::Condition, self.locale))
            );
        }
        html.push_str(&self.tables_of(question));
        html.push_str("</article>\n");
        html
    }

    /// Bars of everybody, each with its words and its figure; one that is hidden is hatched.
    fn chart(&self, anchor: &str, question: &SurveyTable) -> String {
        let Some(row) = question.rows.first() else { return String::new() };
        let told: Vec<String> = row.cells.iter().map(|cell| format!("{} : {}", cell.label, self.figure(&cell.figure))).collect();
        let answered = format!("{} {}", self.says("Answered:", "Ont répondu :"), self.figure(&row.answered));
        let mut bars = String::new();
        for (place, cell) in row.cells.iter().enumerate() {
            bars.push_str(&self.bar(cell, place * 44));
        }
        let height = row.cells.len() * 44 + 4;
        format!(
            "<figure><svg role=\"img\" aria-labelledby=\"t-{anchor} d-{anchor}\" viewBox=\"0 0 340 {height}\"><title id=\"t-{anchor}\">{}</title><desc id=\"d-{anchor}\">{}. {}.</desc>{bars}</svg><figcaption>{}</figcaption></figure>\n",
            escaped(&question.label),
            escaped(&answered),
            escaped(&told.join(" ; ")),
            escaped(&answered),
        )
    }

    fn bar(&self, cell: &SurveyCell, top: usize) -> String {
        let words = escaped(&shortened(&cell.label, 48));
        let (line, bar, figure) = (top + 15, top + 21, top + 34);
        match &cell.figure {
            SurveyFigure::Counted(counted) => {
                let width = counted.rate.unwrap_or(0.0) * BAR;
                format!(
                    "<text x=\"0\" y=\"{line}\">{words}</text><rect class=\"track\" x=\"0\" y=\"{bar}\" width=\"{BAR}\" height=\"17\"/><rect class=\"bar\" x=\"0\" y=\"{bar}\" width=\"{width:.1}\" height=\"17\"/><text x=\"{BESIDE}\" y=\"{figure}\">{}</text>",
                    escaped(&self.figure(&cell.figure))
                )
            }
            SurveyFigure::Suppressed(_) => format!(
                "<text x=\"0\" y=\"{line}\">{words}</text><rect class=\"track\" x=\"0\" y=\"{bar}\" width=\"{BAR}\" height=\"17\"/><rect x=\"0\" y=\"{bar}\" width=\"{BAR}\" height=\"17\" fill=\"url(#secret)\"/><text x=\"{BESIDE}\" y=\"{figure}\">{}</text>",
                self.says("secret", "secret")
            ),
        }
    }

    /// The figures of all groups; options may be counted together elsewhere than here, so each row of groups has its own.
    fn tables_of(&self, question: &SurveyTable) -> String {
        let Some((everybody, groups)) = question.rows.split_first() else { return String::new() };
        let mut html = String::new();
        let groups: Vec<_> = if question.is_conditional { Vec::new() } else { groups.iter().collect() };
        let parts: Vec<Vec<_>> = match groups.is_empty() {
            true => vec![vec![everybody]],
            false => groups.chunks(ABREAST).map(|part| std::iter::once(everybody).chain(part.iter().copied()).collect()).collect(),
        };
        for part in parts {
            // Each group counts some options together as its margin does: a line for each way in which any of them does.
            let mut lines: Vec<&SurveyCell> = Vec::new();
            for cell in part.iter().flat_map(|row| &row.cells) {
                if lines.iter().all(|line| line.options != cell.options) {
                    lines.push(cell);
                }
            }
            let heads: String = part.iter().map(|row| format!("<th scope=\"col\">{}</th>", escaped(&row.label))).collect();
            let mut body: String = lines
                .iter()
                .map(|line| {
                    let cells: String = part.iter().map(|row| self.cell(row.cells.iter().find(|cell| cell.options == line.options))).collect();
                    format!("<tr><th scope=\"row\">{}</th>{cells}</tr>", escaped(&line.label))
                })
                .collect();
            let answered: String = part.iter().map(|row| self.count(&row.answered)).collect();
            let _ = write!(body, "<tr class=\"sum\"><th scope=\"row\">{}</th>{answered}</tr>", self.says("answered", "ont répondu"));
            let table = format!("<table><thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table>");
            html.push_str(&self.scroll(&question.label, &table));
        }
        html
    }

    fn cell(&self, cell: Option<&SurveyCell>) -> String {
        let Some(cell) = cell else { return "<td class=\"quiet\">–</td>".to_owned() };
        let before = match &cell.previous {
            Some(SurveyFigure::Counted(counted)) => {
                let year = self.tables.previous_school_year.as_deref().unwrap_or_default();
                format!("<br><small>{} {}</small>", escaped(year), counted.rate.map(|rate| self.percent(rate)).unwrap_or_default())
            }
            _ => String::new(),
        };
        match &cell.figure {
            SurveyFigure::Counted(_) => format!("<td>{}{before}</td>", escaped(&self.figure(&cell.figure))),
            SurveyFigure::Suppressed(_) => self.secret(),
        }
    }

    fn count(&self, figure: &SurveyFigure) -> String {
        match figure {
            SurveyFigure::Counted(counted) => format!("<td>{}</td>", counted.count),
            SurveyFigure::Suppressed(_) => self.secret(),
        }
    }

    fn secret(&self) -> String {
        format!("<td class=\"secret\"><abbr title=\"{}\">secret</abbr></td>", self.says("statistical secret: not shown", "secret statistique : non montré"))
    }

    fn figure(&self, figure: &SurveyFigure) -> String {
        match figure {
            SurveyFigure::Counted(counted) => match counted.rate {
                Some(rate) => format!("{} ({})", counted.count, self.percent(rate)),
                None => counted.count.to_string(),
            },
            SurveyFigure::Suppressed(hidden) => hidden.reason_label.clone(),
        }
    }

    fn percent(&self, rate: f64) -> String {
        let written = format!("{:.1}", rate * 100.0);
        match self.locale {
            Locale::Fr => format!("{} %", written.replace('.', ",")),
            Locale::En => format!("{written}%"),
        }
    }

    /// A table that is wider than the screen scrolls by itself, also by keys.
    fn scroll(&self, name: &str, table: &str) -> String {
        format!("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{table}</div>\n", escaped(name))
    }

    fn method(&self) -> String {
        let least = self.analysis.least;
        let words = match self.locale {
            Locale::En => format!(
                "No figure stands on fewer than {least} respondents. A smaller group is hidden with all its figures, and so are others from which it could be computed; which of them is small is not told. \
                 Rare answers are shown together. Hidden figures are not kept: the tables hold what this page shows. A figure that all of a group share still tells what each of them answered, and several respondents together may know more. Texts are never counted or shown."
            ),
            Locale::Fr => format!(
                "Aucun chiffre ne repose sur moins de {least} répondants. Un groupe plus petit est caché avec tous ses chiffres, et d'autres dont on pourrait le déduire le sont aussi ; on ne dit pas lequel est petit. \
                 Les réponses rares sont montrées ensemble. Les chiffres cachés ne sont pas conservés : les tables contiennent ce que montre cette page. Un chiffre que tout un groupe partage dit encore ce que chacun a répondu, et plusieurs répondants réunis peuvent en savoir plus. Les textes ne sont jamais comptés ni montrés."
            ),
        };
        let title = text("Method and statistical secret", "Méthode et secret statistique");
        format!("<section class=\"note\"><h2>{}</h2><p>{words}</p></section>\n", title.in_(self.locale))
    }
}

fn shortened(words: &str, most: usize) -> String {
    match words.chars().count() > most {
        true => words.chars().take(most - 1).chain(['…']).collect(),
        false => words.to_owned(),
    }
}

fn escaped(written: &str) -> String {
    written.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Markdown as markup: HTML in it is text, images are their words, links lead to the web alone, headings stand below the page's own.
pub fn markup(written: &str) -> String {
    let mut html = String::new();
    let mut dropped = Vec::new();
    let events = Parser::new_ext(written, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock | Tag::Image { .. }) | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => None,
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            let leads_out = ["https://", "http://", "mailto:"].iter().any(|scheme| dest_url.to_ascii_lowercase().starts_with(scheme));
            dropped.push(!leads_out);
            leads_out.then_some(event)
        }
        Event::End(TagEnd::Link) => (!dropped.pop().unwrap_or(true)).then_some(event),
        Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(Tag::Heading { level: below(level), id: None, classes: Vec::new(), attrs: Vec::new() })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        other => Some(other),
    });
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

fn below(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H1, H2, H3, H4};
    match level {
        H1 => H2,
        H2 => H3,
        _ => H4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_desk_writes_is_no_markup_of_its_own() {
        for (written, shown) in [
            ("**Bold** & <b>so</b>", "<p><strong>Bold</strong> &amp; &lt;b&gt;so&lt;/b&gt;</p>\n"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("[here](javascript:alert(1))", "<p>here</p>\n"),
            ("[here](https://example.org/?a=1&b=2)", "<p><a href=\"https://example.org/?a=1&amp;b=2\">here</a></p>\n"),
            ("![a bird](https://example.org/x.png)", "<p>a bird</p>\n"),
            ("# Title", "<h2>Title</h2>\n"),
        ] {
            assert_eq!(markup(written), shown, "{written}");
        }
    }
}
