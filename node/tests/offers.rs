//! Feeds of other systems' alerts, watched by a real node: offered, taken over by an operator, never sent by
//! themselves.

#![allow(clippy::expect_used, clippy::panic, reason = "a test ends at what it did not expect")]

mod common;

use cabildo_client::{api::Offer, writer::WriteRequest};
use cabildo_node::{config::Config, running::Running};
use cabildo_protocol::{
    content::{Content, NoticeCancel},
    id::MessageId,
};
use common::{Federation, federation, text, until};
use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// A server with files, that counts what it is asked for.
#[derive(Clone)]
struct Server {
    address: SocketAddr,
    files: Arc<Mutex<BTreeMap<String, String>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = Self { address, files: Arc::default(), asked: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().answer(stream));
            }
        });
        server
    }

    async fn answer(self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                stream.read_line(&mut head).await.ok().filter(|length| *length > 0)?;
            }
            let path = head.split(' ').nth(1)?.to_owned();
            let file = self.files.lock().expect("not poisoned").get(&path).cloned();
            self.asked.lock().expect("not poisoned").push(path);
            let (status, body) = file.map_or((404, String::new()), |body| (200, body));
            let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.ok()?;
        }
    }

    fn put(&self, path: &str, body: &str) {
        self.files.lock().expect("not poisoned").insert(path.to_owned(), body.to_owned());
    }

    fn times(&self, path: &str) -> usize {
        self.asked.lock().expect("not poisoned").iter().filter(|asked| *asked == path).count()
    }
}

/// A feed that names these files.
fn atom(links: &[&str]) -> String {
    let entry = |link: &&str| format!("<entry><link type=\"application/cap+xml\" href=\"{link}\"/></entry>");
    let entries: String = links.iter().map(entry).collect();
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{entries}</feed>")
}

fn alert(id: &str, kind: &str, refers: &str) -> String {
    let refers = match refers {
        "" => String::new(),
        id => format!("<references>smn@example.org,{id},2099-01-01T00:00:00-06:00</references>"),
    };
    format!(
        "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>{id}</identifier>\
         <sender>smn@example.org</sender><sent>2099-01-01T00:00:00-06:00</sent><status>Actual</status>\
         <msgType>{kind}</msgType><scope>Public</scope>{refers}<info><language>es-MX</language>\
         <category>Met</category><event>Lluvia {id}</event><urgency>Immediate</urgency>\
         <severity>Severe</severity><certainty>Likely</certainty></info></alert>"
    )
}

/// Oaxaca's node watches this from now on; `name` makes it another feed, which is read at once.
async fn watch(federation: &Federation, running: Option<&mut Running>, server: &Server, name: &str) {
    let path = federation.home("oaxaca").join("config.toml");
    let mut config = Config::load(&path).expect("settings");
    let feed = format!("[[cap_feed]]\nname = \"{name}\"\nurl = \"http://{}/feed\"\n", server.address);
    config.cap_feed = toml::from_str::<Config>(&feed).expect("a feed").cap_feed;
    fs::write(&path, config.to_toml().expect("TOML")).expect("written");
    if let Some(running) = running {
        let news = running.reload().await.expect("read anew");
        assert!(news.cap_feeds && !news.alerts, "{news:?}");
    }
}

async fn offered(federation: &Federation) -> Vec<Offer> {
    federation.api("oaxaca").offers().await.expect("an answer").offers
}

async fn offers(federation: &Federation, wanted: &[&str]) -> Vec<Offer> {
    let mut now = Vec::new();
    until(&format!("offers {wanted:?}"), async || {
        now = offered(federation).await;
        now.iter().map(|offer| offer.msg_type.as_str()).eq(wanted.iter().copied())
    })
    .await;
    now
}

/// What an operator does with an offer: reads the draft, signs it.
async fn take(federation: &Federation, id: &str, updates: Option<MessageId>) -> MessageId {
    let api = federation.api("oaxaca");
    let taken = api.offer(id).await.expect("a draft");
    let content = match (taken.content.expect("a content"), updates) {
        (Content::Notice(notice), Some(_)) => Content::NoticeUpdate(notice),
        (content, _) => content,
    };
    let mut request = WriteRequest::new(content);
    request.answers = updates.map(|id| id.to_string());
    federation.writer("oaxaca").write(&api, request).await.expect("written").id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_of_another_system_is_offered_taken_over_updated_and_called_off() {
    let (federation, server) = (federation(7), Server::start().await);
    let elsewhere = Server::start().await;
    server.put("/feed", &atom(&["a.xml", &format!("http://{}/b.xml", elsewhere.address)]));
    server.put("/a.xml", &alert("a", "Alert", ""));
    elsewhere.put("/b.xml", &alert("b", "Alert", ""));
    watch(&federation, None, &server, "one").await;
    let mut running = federation.start("oaxaca").await;
    let first = offers(&federation, &["alert"]).await.remove(0);
    assert_eq!((first.feed.as_str(), first.sender.as_str()), ("one", "smn@example.org"));
    assert_eq!(elsewhere.times("/b.xml"), 0, "another server is not asked");
    let api = federation.api("oaxaca");
    assert!(api.inbox(100).await.expect("an inbox").threads.is_empty(), "nothing is sent by itself");

    let notice = take(&federation, &first.id[..6], None).await;
    offers(&federation, &[]).await;
    // The feed is another one: it is read again, and the update names what we took over.
    server.put("/feed", &atom(&["a.xml", "u.xml"]));
    server.put("/u.xml", &alert("u", "Update", "a"));
    watch(&federation, Some(&mut running), &server, "two").await;
    let update = offers(&federation, &["update"]).await.remove(0);
    assert_eq!(update.replaces, Some(notice));
    take(&federation, &update.id, Some(notice)).await;
    offers(&federation, &[]).await;
    server.put("/feed", &atom(&["c.xml"]));
    server.put("/c.xml", &alert("c", "Cancel", "u"));
    watch(&federation, Some(&mut running), &server, "three").await;
    let cancel = offers(&federation, &["cancel"]).await.remove(0);
    assert_eq!(cancel.replaces, Some(notice));
    let content = Content::NoticeCancel(NoticeCancel { schema: 1, reason: text("Pasó") });
    let request = WriteRequest::new(content).answering(notice);
    federation.writer("oaxaca").write(&api, request).await.expect("withdrawn");
    offers(&federation, &[]).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_passed_over_stays_so() {
    let (federation, server) = (federation(7), Server::start().await);
    server.put("/feed", &atom(&["a.xml"]));
    server.put("/a.xml", &alert("a", "Alert", ""));
    watch(&federation, None, &server, "one").await;
    let running = federation.start("oaxaca").await;
    let offer = offers(&federation, &["alert"]).await.remove(0);
    let api = federation.api("oaxaca");
    api.pass_over(&offer.id).await.expect("passed over");
    assert!(offered(&federation).await.is_empty());
    assert!(api.offer("ffff").await.is_err(), "there is no such offer");
    running.stop().await;
    let running = federation.start("oaxaca").await;
    until("the feed is read again", async || server.times("/a.xml") == 2).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(offered(&federation).await.is_empty(), "remembered");
    // A file of another program is a draft, too, and bad ones say where they are wrong.
    let read = api.read_cap(alert("f", "Alert", "").into_bytes()).await.expect("a draft");
    assert!(read.content.is_some() && read.offer.feed.is_empty());
    let error = api.read_cap(b"<alert>".to_vec()).await.expect_err("no alert").to_string();
    assert!(error.contains("line 1"), "{error}");
    running.stop().await;
}
