// SPDX-License-Identifier: GPL-3.0-only

//! The checks of a file. Every problem comes with its remedy.

use polkadot_sdk::*;

use super::{
    file::{in_open, Allocation, File, Vesting},
    Plan,
};
use openledger_runtime::{
    configs::{
        consensus::MaxInvulnerables,
        ledger::MaxCommission,
        money::{runtime_accounts, TreasuryAccount},
    },
    constants::currency::{EXISTENTIAL_DEPOSIT, TOTAL_SUPPLY},
    genesis_presets::{self, Founding},
    governance::{
        parameters::{staking::MinOperatorBond, value},
        MaxMembers,
    },
    AccountId, AuraId, Balance,
};
use sc_network::config::MultiaddrWithPeerId;
use sp_core::{crypto::DEV_PHRASE, ecdsa, ed25519, sr25519, Get, Pair};
use sp_runtime::{traits::IdentifyAccount, MultiSigner, Permill};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

/// The lowest id that a relay chain gives to a parachain that is not the system's.
const LOWEST_PARA_ID: u32 = 2_000;

/// The names of the SDK's development keys. Each has a second key, `//stash`.
const DEVELOPERS: [&str; 8] = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie", "One", "Two"];

/// The accounts and public keys whose secret is in the SDK's documentation, with the secret.
pub(super) fn development_keys() -> BTreeMap<AccountId, String> {
    let mut keys = BTreeMap::new();
    let paths = DEVELOPERS.iter().flat_map(|name| [format!("//{name}"), format!("//{name}//stash")]);
    for path in paths.chain([String::new()]) {
        let uri = format!("{DEV_PHRASE}{path}");
        let signers = [
            sr25519::Pair::from_string(&uri, None).ok().map(|pair| MultiSigner::from(pair.public())),
            ed25519::Pair::from_string(&uri, None).ok().map(|pair| MultiSigner::from(pair.public())),
            ecdsa::Pair::from_string(&uri, None).ok().map(|pair| MultiSigner::from(pair.public())),
        ];
        let secret = if path.is_empty() { "the development phrase".to_string() } else { path };
        keys.extend(signers.into_iter().flatten().map(|signer| (signer.into_account(), secret.clone())));
    }
    keys
}

/// The problems found so far, and the accounts to compare with.
struct Checks {
    problems: Vec<String>,
    development_keys: BTreeMap<AccountId, String>,
    /// The accounts that no key controls, each with its description.
    keyless: BTreeMap<AccountId, &'static str>,
}

impl Checks {
    fn new() -> Self {
        let [authors, ledger, escrow] = runtime_accounts();
        let keyless = BTreeMap::from([
            (TreasuryAccount::get(), "the treasury, which has the rest of the supply"),
            (authors, "the account that pays authors"),
            (ledger, "the account of the ledger"),
            (escrow, "the account of the escrow"),
        ]);
        Self { problems: Vec::new(), development_keys: development_keys(), keyless }
    }

    fn expect(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.problems.push(otherwise());
        }
    }

    /// Check that `key` is neither a development key nor an account without a key. A public key is compared as an
    /// account.
    fn own(&mut self, place: &str, key: &AccountId) {
        if let Some(secret) = self.development_keys.get(key) {
            self.problems.push(format!(
                "{place}: everybody knows the secret of {key} ({secret}): make a key with `openledger-node key \
                 generate`"
            ));
        }
        if let Some(what) = self.keyless.get(key) {
            self.problems
                .push(format!("{place}: no key controls {key}: it is {what}. Take it out, the preset funds it"));
        }
    }

    /// Check that no two of `keys` are the same.
    fn distinct<Key: Ord + Display>(&mut self, place: &str, keys: impl IntoIterator<Item = Key>) {
        let mut seen = BTreeSet::new();
        for key in keys {
            let problem = format!("{place}: {key} is there more than once: leave one of them");
            self.expect(seen.insert(key), || problem);
        }
    }

    fn texts(&mut self, file: &File) {
        self.expect(!file.name.trim().is_empty(), || "`name` is empty: name the chain, for people".into());
        let named = |text: &str| {
            let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !text.is_empty() && text.bytes().all(allowed)
        };
        self.expect(named(&file.id), || {
            format!(
                "`id` is {:?}: give lower-case letters, digits and hyphens, as it becomes the name of a folder",
                file.id
            )
        });
        self.expect(!file.relay_chain.trim().is_empty(), || {
            "`relayChain` is empty: name the relay chain, such as polkadot, or the file of its specification".into()
        });
        self.expect(file.para_id >= LOWEST_PARA_ID, || {
            format!(
                "`paraId` is {}: give the id that the relay chain has reserved for you, which is {LOWEST_PARA_ID} or \
                 more",
                file.para_id
            )
        });
    }

    fn boot_nodes(&mut self, file: &File) -> Vec<MultiaddrWithPeerId> {
        let mut boot_nodes = Vec::new();
        for address in &file.boot_nodes {
            match address.parse() {
                Ok(parsed) => boot_nodes.push(parsed),
                Err(error) => self.problems.push(format!(
                    "`bootNodes`: {address:?} is not the address of a node ({error}): give one like \
                     /dns/boot.example.org/tcp/30333/p2p/12D3Koo…"
                )),
            }
        }
        boot_nodes
    }

    fn allocations(&mut self, allocations: &[Allocation]) {
        let place = "`allocations`";
        self.expect(!allocations.is_empty(), || {
            format!("{place} is empty: no account could pay a fee or vote, allocate something to one")
        });
        self.distinct(place, allocations.iter().map(|entry| entry.account.0.clone()));
        for Allocation { account, amount, vesting } in allocations {
            let account = &account.0;
            self.own(place, account);
            self.expect(amount.0 >= EXISTENTIAL_DEPOSIT, || {
                format!(
                    "{place}: {account} has {}, less than an account can hold: give it {} or more, or take it out",
                    in_open(amount.0),
                    in_open(EXISTENTIAL_DEPOSIT)
                )
            });
            if let Some(vesting) = vesting {
                self.vesting(account, amount.0, vesting);
            }
        }

        // The existential deposits of the treasury and the runtime's accounts.
        let kept = self.keyless.iter().map(|_| EXISTENTIAL_DEPOSIT).fold(0, Balance::saturating_add);
        let most = TOTAL_SUPPLY.saturating_sub(kept);
        let sum = allocations.iter().try_fold(0, |sum: Balance, entry| sum.checked_add(entry.amount.0));
        let over = sum.map(|sum| sum.saturating_sub(most));
        self.expect(over == Some(0), || {
            let over = over.map_or_else(|| "more than can be counted".into(), in_open);
            format!(
                "{place} are too much by {over}: lower them to {} in total, which is the supply of {} less the \
                 existential deposits of the treasury and the runtime's accounts",
                in_open(most),
                in_open(TOTAL_SUPPLY)
            )
        });
    }

    fn vesting(&mut self, account: &AccountId, amount: Balance, vesting: &Vesting) {
        let Vesting { locked, start, blocks } = vesting;
        let place = format!("`allocations`: `vesting` of {account}");
        self.expect(locked.0 <= amount, || {
            format!(
                "{place} locks {}, more than the {} that it has: lower `locked`, or raise `amount`, which includes it",
                in_open(locked.0),
                in_open(amount)
            )
        });
        self.expect(*blocks > 0 && start.checked_add(*blocks).is_some(), || {
            format!(
                "{place} lasts {blocks} relay blocks from {start} on: let it last one or more, and end at 4294967295, \
                 the last possible block"
            )
        });
        self.expect(locked.0 >= Balance::from(*blocks).max(1), || {
            format!("{place} frees less than a planck a block: lock more or for shorter, or take `vesting` out")
        });
    }

    fn collators(&mut self, file: &File) -> Vec<(AccountId, AuraId)> {
        let place = "`collators`";
        let most: u32 = MaxInvulnerables::get();
        self.expect(!file.collators.is_empty(), || {
            format!("{place} is empty: the chain could not make its first block, name one collator or, better, several")
        });
        self.expect(u32::try_from(file.collators.len()).is_ok_and(|number| number <= most), || {
            format!("{place} has {} entries: leave at most {most}, others can become candidates", file.collators.len())
        });
        let collators = || file.collators.iter().map(|entry| (entry.account.0.clone(), AccountId::new(entry.aura.0)));
        self.distinct(place, collators().map(|(account, _)| account));
        self.distinct(&format!("{place}: `aura`"), collators().map(|(_, aura)| aura));
        for (account, aura) in collators() {
            self.own(place, &account);
            self.own(&format!("{place}: `aura`"), &aura);
        }
        file.collators
            .iter()
            .map(|entry| (entry.account.0.clone(), sr25519::Public::from_raw(entry.aura.0).into()))
            .collect()
    }

    fn technical_committee(&mut self, file: &File) -> Vec<AccountId> {
        let place = "`technicalCommittee`";
        let members: Vec<AccountId> = file.technical_committee.iter().map(|member| member.0.clone()).collect();
        let most: u32 = MaxMembers::get();
        self.expect(!members.is_empty(), || {
            format!("{place} is empty: no member could stop calls in an emergency, name members")
        });
        self.expect(u32::try_from(members.len()).is_ok_and(|number| number <= most), || {
            format!("{place} has {} members: leave at most {most}", members.len())
        });
        self.distinct(place, members.iter());
        for member in &members {
            self.own(place, member);
        }
        members
    }

    fn operators(&mut self, file: &File) -> Vec<(AccountId, Balance, Permill)> {
        let place = "`operators`";
        let least: Balance = value::<MinOperatorBond>();
        let most = MaxCommission::get().deconstruct();
        self.distinct(place, file.operators.iter().map(|entry| entry.account.0.clone()));
        for entry in &file.operators {
            let (account, bond) = (&entry.account.0, entry.bond.0);
            self.own(place, account);
            self.expect(bond >= least, || {
                format!("{place}: {account} bonds {}: bond {} or more", in_open(bond), in_open(least))
            });
            self.expect(entry.commission <= most, || {
                format!(
                    "{place}: the commission of {account} is {} parts per million: lower it to {most} or less",
                    entry.commission
                )
            });
            let has = file.allocations.iter().find(|other| other.account.0 == *account).map_or(0, |it| it.amount.0);
            self.expect(has >= bond.saturating_add(EXISTENTIAL_DEPOSIT), || {
                format!(
                    "{place}: {account} bonds {} of the {} that it has: allocate {} more than the bond or bond less",
                    in_open(bond),
                    in_open(has),
                    in_open(EXISTENTIAL_DEPOSIT)
                )
            });
        }
        let operators = file.operators.iter();
        operators.map(|it| (it.account.0.clone(), it.bond.0, Permill::from_parts(it.commission))).collect()
    }
}

/// The chain that `file` describes. The error lists all problems.
pub(super) fn checked(file: File) -> Result<Plan, Vec<String>> {
    let mut checks = Checks::new();
    checks.texts(&file);
    let boot_nodes = checks.boot_nodes(&file);
    checks.allocations(&file.allocations);
    let collators = checks.collators(&file);
    let technical_committee = checks.technical_committee(&file);
    let operators = checks.operators(&file);
    if !checks.problems.is_empty() {
        return Err(checks.problems);
    }

    let allocations = file.allocations.into_iter().map(|entry| genesis_presets::Allocation {
        account: entry.account.0,
        amount: entry.amount.0,
        vesting: entry.vesting.map(|vesting| genesis_presets::Vesting {
            locked: vesting.locked.0,
            start: vesting.start,
            blocks: vesting.blocks,
        }),
    });
    Ok(Plan {
        name: file.name,
        id: file.id,
        relay_chain: file.relay_chain,
        boot_nodes,
        founding: Founding {
            para_id: file.para_id,
            allocations: allocations.collect(),
            collators,
            technical_committee,
            operators,
        },
    })
}
