//! Nodes with no network between them, and files that are carried from one to the other.
#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_protocol::carry::{self, Flaw, Parser, Tag};
use common::{Federation, endorse, exported, federation, proposal};

/// How many messages are in a file that must be whole.
fn messages(file: &[u8]) -> usize {
    let (mut parser, mut count) = (Parser::default(), 0);
    parser.feed(file);
    while let Some(record) = parser.next_record().expect("a record") {
        count += usize::from(record.tag == Some(Tag::Message));
    }
    parser.finish(false).expect("whole");
    count
}

async fn frontier(federation: &Federation, name: &str) -> String {
    let heads = federation.api(name).frontier().await.expect("heads");
    serde_json::to_string(&heads).expect("JSON")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stick_carries_messages_and_answers_between_nodes_without_a_network() {
    let federation = federation(3);
    let names: Vec<String> = federation.written.nodes.iter().map(|node| node.name.clone()).collect();
    let [first, second, ..] = &names[..] else { panic!("two nodes") };
    let (one, other) = (federation.start(first).await, federation.start(second).await);
    one.handle().sever(true);
    other.handle().sever(true);
    let (api, far) = (federation.api(first), federation.api(second));
    let writer = federation.writer(first);
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(writer.write(&api, proposal(&format!("Agua {number}"))).await.expect("written").id);
    }
    let stick = exported(&api).await;
    assert_eq!(messages(&stick), 5);
    let taken = far.import(stick.clone()).await.expect("imported");
    assert_eq!((taken.messages, taken.known, taken.refused.len()), (5, 0, 0), "{taken:?}");
    assert!(far.message(&ids[4].to_string()).await.expect("it is there").content.is_some());
    assert_eq!(frontier(&federation, first).await, frontier(&federation, second).await);
    let again = far.import(stick).await.expect("imported");
    let nothing = (0, 5, 0, 0, 0);
    let news = (again.messages, again.known, again.bodies, again.rosters.len(), again.refused.len());
    assert_eq!(news, nothing, "nothing happens the second time");
    federation.writer(second).write(&far, endorse(&ids[0])).await.expect("an answer");
    let back = api.import(exported(&far).await).await.expect("imported");
    assert_eq!((back.messages, back.known), (1, 5));
    assert_eq!(frontier(&federation, first).await, frontier(&federation, second).await);
    one.stop().await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_file_brings_is_judged_record_by_record() {
    let federation = federation(3);
    let names: Vec<String> = federation.written.nodes.iter().map(|node| node.name.clone()).collect();
    let [first, second, ..] = &names[..] else { panic!("two nodes") };
    let (one, other) = (federation.start(first).await, federation.start(second).await);
    one.handle().sever(true);
    other.handle().sever(true);
    let (api, far) = (federation.api(first), federation.api(second));
    let writer = federation.writer(first);
    for number in 0..4 {
        writer.write(&api, proposal(&format!("Agua {number}"))).await.expect("written");
    }
    let stick = exported(&api).await;
    let (mut parser, mut records) = (Parser::default(), Vec::new());
    parser.feed(&stick);
    while let Some(record) = parser.next_record().expect("a record") {
        records.push(record);
    }
    let before: Vec<_> = records.iter().take_while(|r| r.tag != Some(Tag::Message)).collect();
    let of_messages: Vec<_> = records.iter().filter(|r| r.tag == Some(Tag::Message)).collect();
    let file = |bodies: &[&[u8]]| {
        let mut file = carry::MAGIC.to_vec();
        before.iter().for_each(|r| file.extend(carry::record(r.tag.expect("known"), &r.payload)));
        bodies.iter().for_each(|payload| file.extend(carry::record(Tag::Message, payload)));
        file
    };
    // One that was changed on the way, with a checksum that fits: whoever changes one can make the other.
    let mut changed = of_messages[0].payload.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let forged = far.import(file(&[&changed, b"no message"])).await.expect("read");
    assert_eq!((forged.messages, forged.refused[0].reason.as_str()), (0, "forged"));
    assert_eq!(forged.refused[0].count, 2);
    // Without what comes before it is said what is missing.
    let gap = far.import(file(&[&of_messages[2].payload, &of_messages[3].payload])).await.expect("read");
    assert_eq!((gap.messages, gap.refused[0].reason.as_str(), gap.refused[0].count), (0, "gap", 2));
    // A part that ends with a record is good, one that ends inside it is refused whole.
    let cut = usize::try_from(records[records.len() - 4].end).expect("a length");
    let good = far.import(stick[..cut].to_vec()).await.expect("read");
    assert_eq!(good.messages, 2, "{good:?}");
    let error = far.import(stick[..cut + 7].to_vec()).await.expect_err("cut");
    assert!(error.to_string().contains(&Flaw::Cut { at: cut as u64 }.to_string()), "{error}");
    far.import(b"CABILDO EXPORT 9\n".to_vec()).await.expect_err("a later version");
    far.import(vec![0; 5000]).await.expect_err("rubbish");
    assert_eq!(far.import(stick).await.expect("read").messages, 2, "and the rest of it later");
    one.stop().await;
    other.stop().await;
}
