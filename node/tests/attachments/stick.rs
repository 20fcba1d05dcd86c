//! Files that are carried by hand, with the messages that name them.

use super::{common::exported, *};
use cabildo_protocol::carry::{self, Parser, Record, Tag};
use std::process::Output;

/// Runs the program for a node, with JSON; what it wrote.
async fn cabildo(federation: &Federation, node: &str, words: &[&str]) -> (Output, serde_json::Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cabildo"));
    command.arg("--home").arg(federation.home(node)).args(words).arg("--json").stdin(Stdio::null());
    let output =
        tokio::task::spawn_blocking(move || command.output()).await.expect("a thread").expect("an end");
    let said = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output, said)
}

fn records(file: &[u8]) -> Vec<Record> {
    let (mut parser, mut records) = (Parser::default(), Vec::new());
    parser.feed(file);
    while let Some(record) = parser.next_record().expect("a record") {
        records.push(record);
    }
    records
}

/// A part that begins as a file does, and goes on with these records.
fn part(about: &Record, records: &[(Tag, &[u8])]) -> Vec<u8> {
    let records = [(Tag::About, &about.payload[..])].into_iter().chain(records.iter().copied());
    let records = records.flat_map(|(tag, payload)| carry::record(tag, payload));
    carry::MAGIC.iter().copied().chain(records).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stick_carries_files_and_a_cut_one_what_it_has_of_them() {
    let federation = federation(7);
    let (oaxaca, copiapo) = (federation.start("oaxaca").await, federation.start("copiapo").await);
    oaxaca.handle().sever(true);
    copiapo.handle().sever(true);
    let there = federation.api("copiapo");
    // More than the program hands over at once.
    let (large, small) = (file(9 * CHUNK + 5, 1), file(300, 2));
    let named: [(_, _, &[u8]); 2] =
        [("plano.pdf", "application/pdf", &large), ("acta.txt", "text/plain", &small)];
    let id = published(&federation, "oaxaca", &named).await;
    let folder = tempfile::tempdir().expect("a folder");
    let stick = folder.path().join("oaxaca.cabildo");
    let path = stick.to_str().expect("a path");

    let (_, bare) = cabildo(&federation, "oaxaca", &["export", path, "--without-files"]).await;
    assert_eq!((&bare["messages"], &bare["files"]), (&1.into(), &0.into()), "{bare}");
    let (_, written) = cabildo(&federation, "oaxaca", &["export", path, "--force"]).await;
    assert_eq!((&written["messages"], &written["files"]), (&1.into(), &2.into()), "{written}");
    let whole = fs::read(&stick).expect("the file");
    let all = records(&whole);
    let chunk = all.iter().position(|record| record.tag == Some(Tag::Chunk)).expect("a chunk");
    let tags: Vec<_> = all[chunk - 1..].iter().filter_map(|record| record.tag).collect();
    let [file, piece] = [Tag::File, Tag::Chunk].map(Some);
    let expected = [file, piece].into_iter().chain([piece; 9]).chain([file, piece, Some(Tag::End)]);
    assert_eq!(tags.iter().copied().map(Some).collect::<Vec<_>>(), expected.collect::<Vec<_>>());

    // Pulled out in the middle of the first file: its first chunks are kept, and it is said.
    let cut = usize::try_from(all[chunk + 4].end).expect("a length") + 1000;
    fs::write(&stick, &whole[..cut]).expect("written");
    let (output, said) = cabildo(&federation, "copiapo", &["import", path]).await;
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(
        (&said["messages"], &said["files"], &said["cut_at"]),
        (&1.into(), &0.into(), &(cut - 1000).into())
    );
    let begun = info(&there, &id, 1).await;
    assert_eq!((begun.state, begun.here, begun.chunks), (AttachmentState::Partial, 5, 10));

    fs::write(&stick, &whole).expect("written");
    let (output, said) = cabildo(&federation, "copiapo", &["import", path]).await;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        (&said["known"], &said["files"], &said["refused"]),
        (&1.into(), &2.into(), &serde_json::json!([]))
    );
    assert_eq!((read(&there, &id, 1).await, read(&there, &id, 2).await), (large, small));
    let (_, again) = cabildo(&federation, "copiapo", &["import", path]).await;
    assert_eq!(
        (&again["files"], &again["refused"]),
        (&0.into(), &serde_json::json!([])),
        "nothing the second time"
    );
    oaxaca.stop().await;
    copiapo.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stick_brings_no_file_but_those_that_messages_name() {
    let federation = federation(7);
    let (oaxaca, copiapo) = (federation.start("oaxaca").await, federation.start("copiapo").await);
    oaxaca.handle().sever(true);
    copiapo.handle().sever(true);
    let (here, there) = (federation.api("oaxaca"), federation.api("copiapo"));
    let (act, plan) = (file(CHUNK + 9, 3), file(900 << 10, 4));
    let named = [("acta.txt", "text/plain", &act[..]), ("plano.bin", "application/octet-stream", &plan[..])];
    let id = published(&federation, "oaxaca", &named).await;
    let whole = exported(&here).await;
    let all = records(&whole);
    let of = |tag: Tag| all.iter().filter(move |record| record.tag == Some(tag));
    let (about, message) = (&all[0], of(Tag::Message).next_back().expect("the proposal"));
    let (own, first) = (of(Tag::File).next().expect("a file"), of(Tag::Chunk).next().expect("a chunk"));
    let why = |taken: cabildo_client::api::Imported| {
        taken.refused.into_iter().map(|refused| (refused.reason, refused.count)).collect::<Vec<_>>()
    };

    let early = part(about, &[(Tag::File, &own.payload), (Tag::Chunk, &first.payload)]);
    let taken = there.import(early.clone()).await.expect("read");
    assert_eq!(why(taken), [("unnamed".to_owned(), 1)], "its message is not here");
    assert!(names(&folder(&federation, "copiapo")).is_empty(), "nothing of it is kept");
    let rosters = of(Tag::Roster).map(|record| (Tag::Roster, &record.payload[..]));
    let before: Vec<_> = rosters.chain([(Tag::Message, &message.payload[..])]).collect();
    assert_eq!(there.import(part(about, &before)).await.expect("read").messages, 1);

    let mut lie: carry::Chunk = cbor::decode(&first.payload).expect("a chunk");
    lie.bytes[7] ^= 1;
    let lie = cbor::encode(&lie);
    let mut other: carry::File = cbor::decode(&own.payload).expect("a file");
    other.manifest[0] ^= 1;
    let other = cbor::encode(&other);
    for wrong in [
        part(about, &[(Tag::File, &own.payload), (Tag::Chunk, &lie)]),
        part(about, &[(Tag::File, &other), (Tag::Chunk, &first.payload)]),
        part(about, &[(Tag::Chunk, &first.payload)]),
        part(about, &[(Tag::File, b"no file")]),
    ] {
        let taken = there.import(wrong).await.expect("read");
        assert_eq!(why(taken), [("not_its_bytes".to_owned(), 1)]);
        assert_eq!(info(&there, &id, 1).await.here, 0, "nothing of it is kept");
    }
    assert!(why(there.import(early).await.expect("read")).is_empty());
    assert_eq!(info(&there, &id, 1).await.here, 1, "what is right is");
    oaxaca.stop().await;
    copiapo.stop().await;

    for (most, files, refused) in [(0, 0, ("too_large", 2)), (1, 1, ("no_room", 1))] {
        settings(&federation, "valparaiso", &format!("max_file_mib = {most}\nmax_total_mib = {most}\n"));
        let valparaiso = federation.start("valparaiso").await;
        let taken = federation.api("valparaiso").import(whole.clone()).await.expect("read");
        assert_eq!((taken.files, why(taken)), (files, vec![(refused.0.to_owned(), refused.1)]));
        valparaiso.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_sends_may_be_brought_by_hand() {
    let federation = federation(7);
    let oaxaca = federation.start("oaxaca").await;
    let bytes = file(2 * CHUNK + 1, 5);
    let id = published(&federation, "oaxaca", &[("plano.bin", "application/octet-stream", &bytes)]).await;
    let copiapo = federation.start("copiapo").await;
    let there = federation.api("copiapo");
    arrives(&there, &id).await;
    let stick = exported(&federation.api("oaxaca")).await;
    oaxaca.stop().await;
    there.fetch_attachment(&id.to_string(), 1).await.expect("begun");
    until("nobody has it", async || info(&there, &id, 1).await.trouble.is_some()).await;
    assert_eq!(there.import(stick).await.expect("read").files, 1);
    let now = info(&there, &id, 1).await;
    assert_eq!((now.state, now.fetching, now.trouble), (AttachmentState::Saved, false, None));
    assert_eq!(read(&there, &id, 1).await, bytes);
    let mut left = names(&folder(&federation, "copiapo"));
    left.sort_unstable();
    assert!(matches!(&left[..], [one, list] if *list == format!("{one}.manifest")), "{left:?}");
    copiapo.stop().await;
}
