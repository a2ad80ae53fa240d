//! What goes in and is refused, and what is computed from what comes out.

use disclosure::{Answers, Counts, Dimension, Fault, Figure, GroupId, Kind, Lattice, Question, Reason, Respondent, Threshold, publish};

fn kinds() -> Dimension {
    Dimension::new("kind", &["college", "lycee"])
}

fn scale() -> Vec<Question> {
    vec![Question { code: "SATISFACTION".into(), kind: Kind::Scale, options: 4 }]
}

#[test]
fn a_lattice_that_cannot_be_proved_is_refused() {
    let dimensions = || vec![kinds(), Dimension::new("department", &["16", "86"]), Dimension::new("seniority", &["first", "more"])];
    let ring: &[&[&str]] = &[&["kind", "department"], &["department", "seniority"], &["kind", "seniority"]];
    assert_eq!(Lattice::new(dimensions(), ring).err(), Some(Fault::Margin("kind×seniority".into())));
    assert_eq!(Lattice::new(dimensions(), &[&["kind", "department", "seniority"]]).err(), Some(Fault::Margin("kind×department×seniority".into())));
    assert_eq!(Lattice::new(dimensions(), &[&["basin"]]).err(), Some(Fault::UnknownDimension("basin".into())));

    let basin = Dimension::new("basin", &["north", "south"]);
    let astray = vec![kinds(), basin.clone().within("kind", &[0, 7])];
    assert_eq!(Lattice::new(astray, &[]).err(), Some(Fault::Nesting("basin".into())));
    assert!(Lattice::new(vec![kinds(), basin.within("kind", &[0, 1])], &[&["basin"]]).is_ok());
}

#[test]
fn counts_that_do_not_add_up_are_refused() {
    let lattice = Lattice::new(vec![kinds()], &[&["kind"]]).expect("one margin");
    let mut counts = Counts::new(&lattice, &scale());
    counts.people = vec![30, 20, 9];
    assert_eq!(publish(&lattice, &scale(), &counts, Threshold::default()).err(), Some(Fault::Counts { group: lattice.total(), question: None }));

    counts.people = vec![30, 20, 10];
    counts.answers[0][1] = Answers { answered: 5, options: vec![1, 1, 1, 1] };
    let fault = Fault::Counts { group: GroupId(1), question: Some("SATISFACTION".into()) };
    assert_eq!(publish(&lattice, &scale(), &counts, Threshold::default()).err(), Some(fault));
}

#[test]
fn a_respondent_of_an_unknown_value_is_counted_where_the_dimension_has_one() {
    let someone = [Respondent { values: vec![None], answers: vec![vec![1]] }];
    let lattice = Lattice::new(vec![kinds()], &[&["kind"]]).expect("one margin");
    assert_eq!(Counts::of(&lattice, &scale(), &someone), Err(Fault::Respondent(0)));

    let lattice = Lattice::new(vec![kinds().or_unknown()], &[&["kind"]]).expect("one margin");
    let counts = Counts::of(&lattice, &scale(), &someone).expect("there is a place for the unknown");
    assert_eq!(counts.people, [1, 0, 0, 1]);
}

#[test]
fn rates_and_medians_come_from_what_is_shown() {
    let lattice = Lattice::new(vec![kinds()], &[&["kind"]]).expect("one margin");
    let mut counts = Counts::new(&lattice, &scale());
    counts.people = vec![30, 20, 10];
    let answers = [vec![6, 9, 9, 6], vec![4, 6, 6, 4], vec![2, 3, 3, 2]];
    counts.answers[0] = answers.map(|options| Answers { answered: options.iter().sum(), options }).to_vec();

    let out = publish(&lattice, &scale(), &counts, Threshold::default()).expect("the counts add up");

    let satisfaction = &out.questions[0];
    assert_eq!(satisfaction.rate(GroupId(1), 1), Figure::Shown(0.3));
    assert_eq!(satisfaction.median(lattice.total()), Some(Figure::Shown(1)));
}

#[test]
fn of_fewer_than_the_threshold_nothing_is_published() {
    let lattice = Lattice::new(vec![kinds()], &[&["kind"]]).expect("one margin");
    let four: Vec<Respondent> = (0..4).map(|one| Respondent { values: vec![Some(one % 2)], answers: vec![vec![one]] }).collect();
    let counts = Counts::of(&lattice, &scale(), &four).expect("they fit");

    let out = publish(&lattice, &scale(), &counts, Threshold::default()).expect("the counts add up");

    assert!(out.people.iter().all(|figure| *figure == Figure::Suppressed(Reason::Group)));
    assert!(out.questions[0].groups.iter().all(|figure| *figure == Figure::Suppressed(Reason::Group)));
    assert_eq!(out.questions[0].median(lattice.total()), Some(Figure::Suppressed(Reason::Group)));
}
