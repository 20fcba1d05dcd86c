//! Gossipsub with the settings that its defaults get wrong for us.
//!
//! Anonymous, with our own message id over all bytes: frames carry their author's signature
//! themselves, and libp2p's would be checked before duplicates are dropped. Messages are validated
//! by us before they are forwarded.

use cabildo_protocol::{bounds, engine::Topic, id::FederationId};
use libp2p::gossipsub::{
    self, AllowAllSubscriptionFilter, ConfigBuilder, IdentTopic, IdentityTransform, MessageAuthenticity,
    MessageId, PeerScoreParams, PeerScoreThresholds, TopicHash, TopicScoreParams, ValidationMode,
    WhitelistSubscriptionFilter,
};
use sha2::{Digest as _, Sha256};
use std::time::Duration;

/// Gossip that follows our topics and no others.
pub type Gossip = gossipsub::Behaviour<IdentityTransform, WhitelistSubscriptionFilter>;

/// The score of a peer that no roster lists: below every threshold, whatever else it does.
pub const STRANGER: f64 = -1_000_000.0;

/// Of a frame's hash, what is enough to tell it from all others.
const ID_LEN: usize = 20;
const TOPICS: [Topic; 3] = [Topic::Crisis, Topic::Acts, Topic::Rosters];

/// `/cabildo/<federation>/<scope>/<class>/<version>`; the scope is `all` for now.
#[must_use]
pub fn topic(federation: &FederationId, topic: Topic) -> IdentTopic {
    let class = match topic {
        Topic::Crisis => "crisis",
        Topic::Acts => "acts",
        Topic::Rosters => "rosters",
    };
    IdentTopic::new(format!("/cabildo/{federation}/all/{class}/1"))
}

/// The topics of a federation.
#[derive(Debug)]
pub struct Topics([(Topic, TopicHash); 3]);

impl Topics {
    /// Those of this federation.
    #[must_use]
    pub fn of(federation: &FederationId) -> Self {
        Self(TOPICS.map(|class| (class, topic(federation, class).hash())))
    }

    /// Which of them this is.
    #[must_use]
    pub fn class(&self, hash: &TopicHash) -> Option<Topic> {
        self.0.iter().find(|(_, known)| known == hash).map(|(class, _)| *class)
    }
}

/// The settings, also for whoever wants to compare bare gossipsub with a node.
///
/// # Errors
/// When gossipsub finds them contradictory.
pub fn config() -> Result<gossipsub::Config, gossipsub::ConfigBuilderError> {
    ConfigBuilder::default()
        .validation_mode(ValidationMode::Anonymous)
        .validate_messages()
        .message_id_fn(|message: &gossipsub::Message| {
            // The topic belongs to it: the same bytes on the wrong topic are another frame, or
            // whoever sends them first could keep the right one from being seen.
            let digest = Sha256::new()
                .chain_update(message.topic.as_str())
                .chain_update([0])
                .chain_update(&message.data)
                .finalize();
            // Every frame of the last minutes is remembered by its id, also in a flood.
            MessageId::from(digest.get(..ID_LEN).unwrap_or_default())
        })
        .max_transmit_size(bounds::GOSSIP_FRAME_MAX)
        .flood_publish(true)
        .heartbeat_interval(Duration::from_millis(700))
        .duplicate_cache_time(Duration::from_secs(60))
        // With the default, lists of 5,000 ids outgrow the 16 KiB of control data that receivers take.
        .max_control_messages_sent(600)
        .connection_handler_queue_len(256)
        .build()
}

/// Gossip of one federation, subscribed to its topics.
///
/// # Errors
/// When gossipsub refuses its settings.
pub fn behaviour(federation: &FederationId) -> Result<Gossip, String> {
    let config = config().map_err(|error| error.to_string())?;
    let filter = WhitelistSubscriptionFilter(TOPICS.map(|class| topic(federation, class).hash()).into());
    let mut gossip = Gossip::new_with_subscription_filter(MessageAuthenticity::Anonymous, config, filter)?;
    gossip.with_peer_score(scores(federation), thresholds())?;
    for class in TOPICS {
        gossip.subscribe(&topic(federation, class)).map_err(|error| error.to_string())?;
    }
    Ok(gossip)
}

/// Peers are judged by what they send, never by how much: our topics are quiet for days, and many
/// town halls share one address.
fn scores(federation: &FederationId) -> PeerScoreParams {
    let each = TopicScoreParams {
        topic_weight: 1.0,
        time_in_mesh_weight: 0.01,
        time_in_mesh_quantum: Duration::from_secs(1),
        time_in_mesh_cap: 100.0,
        first_message_deliveries_weight: 0.1,
        first_message_deliveries_decay: 0.99,
        first_message_deliveries_cap: 100.0,
        mesh_message_deliveries_weight: 0.0,
        mesh_failure_penalty_weight: 0.0,
        invalid_message_deliveries_weight: -20.0,
        invalid_message_deliveries_decay: 0.99,
        ..TopicScoreParams::default()
    };
    PeerScoreParams {
        topics: TOPICS.map(|class| (topic(federation, class).hash(), each.clone())).into(),
        app_specific_weight: 1.0,
        ip_colocation_factor_weight: 0.0,
        behaviour_penalty_weight: -5.0,
        behaviour_penalty_threshold: 6.0,
        behaviour_penalty_decay: 0.99,
        ..PeerScoreParams::default()
    }
}

fn thresholds() -> PeerScoreThresholds {
    PeerScoreThresholds {
        gossip_threshold: -100.0,
        publish_threshold: -200.0,
        graylist_threshold: -400.0,
        ..PeerScoreThresholds::default()
    }
}

/// Bare gossipsub with the same settings, for comparison.
///
/// # Errors
/// As [`behaviour`].
pub fn bare() -> Result<gossipsub::Behaviour<IdentityTransform, AllowAllSubscriptionFilter>, String> {
    let config = config().map_err(|error| error.to_string())?;
    gossipsub::Behaviour::new(MessageAuthenticity::Anonymous, config).map_err(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_those_of_the_federation_and_the_settings_are_accepted() {
        let (ours, other) = (FederationId([1; 32]), FederationId([2; 32]));
        for each in TOPICS {
            assert_eq!(Topics::of(&ours).class(&topic(&ours, each).hash()), Some(each));
            assert_eq!(Topics::of(&other).class(&topic(&ours, each).hash()), None);
        }
        let gossip = behaviour(&ours).expect("acceptable settings");
        assert_eq!(gossip.topics().count(), TOPICS.len());
    }

    #[test]
    fn an_id_is_of_topic_and_all_bytes() {
        let config = config().expect("acceptable settings");
        let id = |class, data: &[u8]| {
            config.message_id(&gossipsub::Message {
                source: None,
                data: data.to_vec(),
                sequence_number: None,
                topic: topic(&FederationId([1; 32]), class).hash(),
            })
        };
        assert_eq!(id(Topic::Acts, b"one"), id(Topic::Acts, b"one"));
        assert_ne!(id(Topic::Acts, b"one"), id(Topic::Acts, b"two"));
        assert_ne!(id(Topic::Acts, b"one"), id(Topic::Crisis, b"one"));
    }
}
