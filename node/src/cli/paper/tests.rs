//! Sheets: complete, and inert whatever was written.

use super::*;
use crate::cli::render::tests::{HOSTILE, agenda, notice, proposal, reader, words};

fn evidence() -> Evidence {
    let needs = RosterNeeds { charter: 1, chamber: 2, institution: 3 };
    Evidence { fingerprint: "0101 0101".into(), needs: Some(needs) }
}

fn printed(language: &str, detail: &MessageDetail, paper: Paper, only: Option<&str>) -> String {
    let words = words(language);
    let only: Option<Language> = only.map(|tag| tag.parse().expect("a tag"));
    sheet(&reader(&words), detail, &evidence(), &Sheet { paper, only: only.as_ref() })
}

#[test]
fn each_kind_has_its_sheet() {
    insta::assert_snapshot!("proposal", printed("es", &proposal("Agua"), Paper::A4, None));
    insta::assert_snapshot!("notice", printed("pt", &notice("Aluvión"), Paper::Letter, None));
    insta::assert_snapshot!("agenda", printed("en", &agenda("Cumbre"), Paper::A4, Some("es")));
}

#[test]
fn nothing_that_was_written_is_obeyed() {
    let script = "</title></style><script>alert(1)</script><img src=x onerror=\"x\">&lt;' onload='x";
    for text in [script, &format!("{HOSTILE}{script}")] {
        for detail in [proposal(text), notice(text), agenda(text)] {
            let html = printed("es", &detail, Paper::A4, None);
            let bad = html.chars().find(|c| cabildo_protocol::sanitize::is_forbidden(*c));
            assert_eq!(bad, None, "{html}");
            assert!(html.contains("&lt;script&gt;alert(1)"), "the text is still there: {html}");
            // Every tag is one of ours, with no attribute but ours.
            for tag in html.split('<').skip(1) {
                let tag = tag.split('>').next().unwrap_or_default();
                let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
                let ours = "!DOCTYPE html head meta title style body h1 h2 p div dl dt dd table tr th td br footer del ins";
                assert!(ours.split(' ').any(|ours| ours == name), "<{tag}>");
                let attributes = tag.split_once(' ').map(|(_, rest)| rest).unwrap_or_default();
                assert!(!attributes.contains("on") || name == "meta", "<{tag}>");
            }
            assert!(!html.contains("http://") && !html.contains("url("), "nothing is fetched");
        }
    }
}

#[test]
fn texts_stand_in_all_languages_or_in_the_one_asked_for() {
    let mut detail = proposal("Agua");
    let Some(Thread::Proposal(view)) = &mut detail.view else { panic!("a proposal") };
    view.proposal.text.0.insert("en".parse().expect("a tag"), "Water\n\nSecond".into());
    let both = printed("es", &detail, Paper::A4, None);
    assert!(both.contains("Primero Agua") && both.contains("Water") && both.contains(">English<"), "{both}");
    let one = printed("es", &detail, Paper::Letter, Some("en"));
    assert!(!one.contains("Primero Agua") && one.contains("<p>Water</p>"), "{one}");
    assert!(one.contains("size: letter"));
}
