//! Sessions as a calendar (RFC 5545), for programs: one session, or all of a person at a secret address.

use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use entity::{
    people::person,
    territory::academy,
    training::{
        calendar_address, enrolment,
        enrolment::EnrolmentStage,
        trainer_engagement::{self, EngagementStage},
        training_session::{self, SessionStage},
    },
};
use kernel::{
    Uuid,
    clock::{DEFAULT_ZONE, local_date},
    refusal::Refusal,
    resource::Id,
    store::{Store, among},
};
use sea_orm::{ColumnTrait, Condition};

use super::TrainingSession;
use crate::domain::access::secret::Secret;

/// Octets of a line, without its end.
const LINE: usize = 75;

/// The time zone of an academy.
pub async fn zone_of(store: &Store, id: Uuid) -> Result<Tz, Refusal> {
    let academies = store.reference::<academy::Entity>().await?;
    Ok(academies.get(id).and_then(|academy| academy.time_zone.parse().ok()).unwrap_or(DEFAULT_ZONE))
}

/// The calendar of whoever has this secret address; none when nobody has.
pub async fn at_address(store: &Store, written: &str) -> Result<Option<String>, Refusal> {
    use calendar_address::Column::{Hash, RevokedAt};
    let Some(secret) = Secret::sent(written) else { return Ok(None) };
    let these = Condition::all().add(Hash.eq(secret.hash())).add(RevokedAt.is_null());
    let Some(address) = store.rows::<calendar_address::Entity>(these).await?.pop() else { return Ok(None) };
    let zone = zone_of(store, address.academy_id).await?;
    let today = local_date(store.clock.now(), zone);
    let person = store.rows::<person::Entity>(Condition::all().add(person::Column::Id.eq(address.person_id))).await?.pop();
    if person.is_none_or(|person| person.deactivated_on.is_some_and(|left| left < today)) {
        return Ok(None);
    }
    Ok(Some(written_as_calendar(&sessions_of(store, address.person_id).await?, zone)))
}

/// The sessions that a person attends, waits for or leads.
async fn sessions_of(store: &Store, person: Uuid) -> Result<Vec<training_session::Model>, Refusal> {
    let stays = [EnrolmentStage::Requested, EnrolmentStage::Confirmed, EnrolmentStage::Waiting, EnrolmentStage::Attended];
    let attended = Condition::all().add(enrolment::Column::PersonId.eq(person)).add(enrolment::Column::Stage.is_in(stays));
    let led = Condition::all().add(trainer_engagement::Column::PersonId.eq(person)).add(trainer_engagement::Column::Stage.eq(EngagementStage::Accepted));
    let mut ids: Vec<Uuid> = store.rows::<enrolment::Entity>(attended).await?.into_iter().map(|row| row.session_id).collect();
    ids.extend(store.rows::<trainer_engagement::Entity>(led).await?.into_iter().map(|row| row.session_id));
    let these = Condition::all().add(among(store.backend, training_session::Column::Id, &ids));
    let mut sessions = store.rows::<training_session::Entity>(these).await?;
    sessions.sort_by_key(|row| (row.starts_at, row.id));
    Ok(sessions)
}

/// Sessions as `text/calendar`, in a time zone.
pub fn written_as_calendar(sessions: &[training_session::Model], zone: Tz) -> String {
    let mut lines: Vec<String> = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//rupn//training//EN", "CALSCALE:GREGORIAN"].map(str::to_owned).into();
    let first = sessions.iter().map(|row| row.starts_at).min();
    if let (Some(first), Some(last)) = (first, sessions.iter().map(|row| row.ends_at).max()) {
        lines.extend(time_zone(zone, first, last));
    }
    lines.extend(sessions.iter().flat_map(|session| event(session, zone)));
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| folded(line)).collect()
}

fn event(session: &training_session::Model, zone: Tz) -> Vec<String> {
    let local = |name: &str, at: DateTime<Utc>| format!("{name};TZID={}:{}", zone.name(), at.with_timezone(&zone).format("%Y%m%dT%H%M%S"));
    let utc = |name: &str, at: DateTime<Utc>| format!("{name}:{}", at.format("%Y%m%dT%H%M%SZ"));
    let status = match session.stage {
        SessionStage::Cancelled => "CANCELLED",
        SessionStage::Scheduled | SessionStage::Open | SessionStage::Postponed => "TENTATIVE",
        SessionStage::Confirmed | SessionStage::Held | SessionStage::Reported => "CONFIRMED",
    };
    let mut lines = vec![
        "BEGIN:VEVENT".into(),
        format!("UID:{}@rupn", Id::<TrainingSession>::from(session.id)),
        utc("DTSTAMP", session.updated_at),
        utc("CREATED", session.created_at),
        utc("LAST-MODIFIED", session.updated_at),
        format!("SEQUENCE:{}", session.version - 1),
        local("DTSTART", session.starts_at),
        local("DTEND", session.ends_at),
        format!("SUMMARY:{}", escaped(&session.title)),
        format!("STATUS:{status}"),
    ];
    lines.extend(session.place.as_ref().map(|place| format!("LOCATION:{}", escaped(place))));
    lines.extend(session.reason.as_ref().map(|reason| format!("DESCRIPTION:{}", escaped(reason))));
    lines.push("END:VEVENT".into());
    lines
}

/// A time zone as it is from the year before the first instant to the last: what it was then, and each change.
fn time_zone(zone: Tz, first: DateTime<Utc>, last: DateTime<Utc>) -> Vec<String> {
    let begins = Utc.with_ymd_and_hms(first.year() - 1, 1, 1, 0, 0, 0).single().unwrap_or(first);
    let mut lines = vec!["BEGIN:VTIMEZONE".into(), format!("TZID:{}", zone.name())];
    lines.extend(observance(zone, begins, begins));
    let mut day = begins;
    while day < last + TimeDelta::days(366) {
        let next = day + TimeDelta::days(1);
        if offset(zone, day) != offset(zone, next) {
            let (mut before, mut after) = (day, next);
            while after - before > TimeDelta::seconds(1) {
                let middle = before + (after - before) / 2;
                let middle = DateTime::from_timestamp(middle.timestamp(), 0).unwrap_or(middle);
                if offset(zone, middle) == offset(zone, day) { before = middle } else { after = middle }
            }
            lines.extend(observance(zone, before, after));
        }
        day = next;
    }
    lines.push("END:VTIMEZONE".into());
    lines
}

fn offset(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// What the clock shows from an instant on, by the offset of another just before.
fn observance(zone: Tz, before: DateTime<Utc>, from: DateTime<Utc>) -> Vec<String> {
    let there = zone.offset_from_utc_datetime(&from.naive_utc());
    let kind = if there.dst_offset().is_zero() { "STANDARD" } else { "DAYLIGHT" };
    // The beginning is told by the clock of before.
    let begins: NaiveDateTime = from.naive_utc() + TimeDelta::seconds(offset(zone, before).into());
    let hours = |seconds: i32| {
        let minutes = seconds.abs() / 60;
        format!("{}{:02}{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
    };
    let mut lines = vec![
        format!("BEGIN:{kind}"),
        format!("DTSTART:{}", begins.format("%Y%m%dT%H%M%S")),
        format!("TZOFFSETFROM:{}", hours(offset(zone, before))),
        format!("TZOFFSETTO:{}", hours(offset(zone, from))),
    ];
    lines.extend(there.abbreviation().map(|name| format!("TZNAME:{name}")));
    lines.push(format!("END:{kind}"));
    lines
}

/// A text as a value: with its signs escaped, and no end of line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// A line in parts of 75 octets, none of them cut inside a letter.
fn folded(line: &str) -> String {
    let (mut folded, mut octets) = (String::with_capacity(line.len() + 2), 0);
    for letter in line.chars() {
        if octets + letter.len_utf8() > LINE {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(letter);
        octets += letter.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, EventLike};

    use super::*;

    fn session(starts: &str, ends: &str, title: &str) -> training_session::Model {
        let at = |written: &str| written.parse().expect("an instant");
        training_session::Model {
            title: title.into(),
            starts_at: at(starts),
            ends_at: at(ends),
            version: 3,
            stage: SessionStage::Confirmed,
            ..Default::default()
        }
    }

    #[test]
    fn another_program_reads_what_is_written() {
        let title = "Évaluer ; noter, \\ et rendre\nà tous : un titre qui dépasse de beaucoup une ligne de soixante-quinze octets";
        let place = Some("Salle 12, bâtiment B".to_owned());
        let session = training_session::Model { place: place.clone(), ..session("2027-07-12T13:00:00Z", "2027-07-12T16:00:00Z", title) };
        let written = written_as_calendar(std::slice::from_ref(&session), chrono_tz::Europe::Paris);
        assert!(written.split("\r\n").all(|line| line.len() <= LINE), "{written}");
        let read: Calendar = written.parse().expect("a calendar");
        let event = read.components.iter().find_map(|component| component.as_event()).expect("an event");
        assert_eq!((event.get_summary(), event.get_location()), (Some(title), place.as_deref()), "{written}");
        let starts = CalendarDateTime::WithTimezone { date_time: "2027-07-12T15:00:00".parse().expect("a time"), tzid: "Europe/Paris".into() };
        assert_eq!(event.get_start(), Some(DatePerhapsTime::DateTime(starts)));
        assert_eq!((event.get_sequence(), event.property_value("STATUS")), (Some(2), Some("CONFIRMED")));
    }

    #[test]
    fn a_zone_tells_what_the_clock_shows_and_when_it_changes() {
        let paris = written_as_calendar(&[session("2027-01-12T13:00:00Z", "2027-01-12T16:00:00Z", "a")], chrono_tz::Europe::Paris);
        for line in [
            "TZID:Europe/Paris",
            "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST",
            "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET",
            "DTSTART;TZID=Europe/Paris:20270112T140000",
        ] {
            assert!(paris.contains(line), "{line} is not in {paris}");
        }
        let guadeloupe = written_as_calendar(&[session("2027-01-12T13:00:00Z", "2027-01-12T16:00:00Z", "a")], chrono_tz::America::Guadeloupe);
        assert_eq!((guadeloupe.matches("BEGIN:STANDARD").count(), guadeloupe.matches("BEGIN:DAYLIGHT").count()), (1, 0), "no summer time there");
        assert!(guadeloupe.contains("DTSTART;TZID=America/Guadeloupe:20270112T090000"));
    }
}
