// SPDX-License-Identifier: Apache-2.0

//! The events, a section of the pallet.

use frame::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod datanets_events {
    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(crate) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A datanet was created.
        Created {
            /// Its id.
            datanet: DatanetId,
            /// Who owns it.
            owner: T::AccountId,
            /// Who may contribute.
            admission: Admission,
            /// Its rules.
            policy: Policy,
            /// What was held from the owner, in planck.
            deposit: Balance,
        },
        /// The rules for later contributions were changed.
        PolicySet {
            /// The datanet.
            datanet: DatanetId,
            /// Who could contribute before.
            old_admission: Admission,
            /// The rules before.
            old_policy: Policy,
            /// Who may contribute now.
            admission: Admission,
            /// The rules now.
            policy: Policy,
        },
        /// A datanet's description was moved.
        MetadataSet {
            /// The datanet.
            datanet: DatanetId,
        },
        /// A curator was appointed or dismissed.
        CuratorSet {
            /// The datanet.
            datanet: DatanetId,
            /// Who.
            who: T::AccountId,
            /// Whether the account is a curator now.
            curator: bool,
        },
        /// An account was admitted to a datanet, or its admission taken back.
        ContributorSet {
            /// The datanet.
            datanet: DatanetId,
            /// Who.
            who: T::AccountId,
            /// Whether the account is admitted now.
            admitted: bool,
        },
        /// A contribution was submitted.
        Contributed {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// Who contributed.
            contributor: T::AccountId,
            /// Hash of the content.
            content_hash: H256,
            /// How many items it has.
            items: u32,
            /// What was held from the contributor, in planck.
            deposit: Balance,
        },
        /// A contribution was reviewed.
        Reviewed {
            /// The contribution.
            contribution: ContributionId,
            /// Who reviewed it.
            curator: T::AccountId,
            /// The score given.
            score: u8,
        },
        /// A contribution was accepted; its shares earn from the next era on.
        Accepted {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// Who contributed.
            contributor: T::AccountId,
            /// The median of the scores.
            score: u8,
            /// The shares granted to the contributor.
            shares: Shares,
            /// The shares granted to the contributor of each source.
            source_shares: Shares,
            /// The deposit released, in planck.
            released: Balance,
        },
        /// A contribution was rejected.
        Rejected {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// Who contributed.
            contributor: T::AccountId,
            /// The median of the scores.
            score: u8,
            /// The part of the deposit that was lost, in planck.
            penalty: Balance,
            /// The part of the deposit that was released, in planck.
            released: Balance,
        },
        /// A contribution was taken back before it was decided.
        Withdrawn {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// Who contributed.
            contributor: T::AccountId,
            /// The part of the deposit that was lost, in planck; zero if no review was bad.
            penalty: Balance,
            /// The part of the deposit that was released, in planck.
            released: Balance,
        },
        /// An accepted contribution was erased; its shares don't earn any more.
        Erased {
            /// The contribution.
            contribution: ContributionId,
            /// The datanet.
            datanet: DatanetId,
            /// Who contributed.
            contributor: T::AccountId,
            /// The shares taken from the contributor.
            shares: Shares,
            /// The shares taken from the contributor of each source.
            source_shares: Shares,
        },
        /// A grant was given to a datanet.
        Funded {
            /// The datanet.
            datanet: DatanetId,
            /// Who gave it.
            who: T::AccountId,
            /// How much, in planck.
            amount: Balance,
        },
        /// A datanet was offered to somebody, or the offer was taken back.
        OwnerProposed {
            /// The datanet.
            datanet: DatanetId,
            /// To whom; `None` if the offer was taken back.
            proposed: Option<T::AccountId>,
        },
        /// A datanet changed hands.
        OwnerChanged {
            /// The datanet.
            datanet: DatanetId,
            /// The owner before.
            old: T::AccountId,
            /// What was released to the owner before, in planck.
            released: Balance,
            /// The owner now.
            new: T::AccountId,
            /// What was held from the owner now, in planck.
            deposit: Balance,
        },
    }
}
