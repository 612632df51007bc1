CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`key_hash` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`revoked_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_key_hash_unique` ON `api_keys` (`key_hash`);--> statement-breakpoint
CREATE TABLE `article_guids` (
	`source_id` text NOT NULL,
	`guid` text NOT NULL,
	`article_id` text NOT NULL,
	PRIMARY KEY(`source_id`, `guid`),
	FOREIGN KEY (`source_id`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `article_versions` (
	`article_id` text NOT NULL,
	`version` integer NOT NULL,
	`title` text NOT NULL,
	`dek` text,
	`url` text NOT NULL,
	`image_url` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`article_id`, `version`),
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `articles` (
	`id` text PRIMARY KEY NOT NULL,
	`canonical_url` text NOT NULL,
	`external_id` text,
	`url` text NOT NULL,
	`title` text NOT NULL,
	`dek` text,
	`author` text,
	`section` text,
	`image_url` text,
	`image_alt` text,
	`image_credit` text,
	`language` text,
	`body` text,
	`published_at` integer,
	`first_seen_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`embargo_until` integer,
	`retracted_at` integer,
	`version` integer NOT NULL,
	`content_hash` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `articles_canonical_url_unique` ON `articles` (`canonical_url`);--> statement-breakpoint
CREATE UNIQUE INDEX `articles_external_id_unique` ON `articles` (`external_id`);--> statement-breakpoint
CREATE INDEX `articles_first_seen` ON `articles` (`first_seen_at`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text,
	`detail` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at`);--> statement-breakpoint
CREATE TABLE `bounces` (
	`id` text PRIMARY KEY NOT NULL,
	`evidence_hash` text NOT NULL,
	`issue_id` text,
	`subscriber_id` text,
	`channel` text NOT NULL,
	`class` text NOT NULL,
	`reason` text NOT NULL,
	`status` text,
	`diagnostic` text,
	`raw` text,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `bounces_evidence_hash_unique` ON `bounces` (`evidence_hash`);--> statement-breakpoint
CREATE INDEX `bounces_subscriber` ON `bounces` (`subscriber_id`,`at`);--> statement-breakpoint
CREATE INDEX `bounces_issue` ON `bounces` (`issue_id`);--> statement-breakpoint
CREATE TABLE `confirmations` (
	`id` text PRIMARY KEY NOT NULL,
	`subscriber_id` text NOT NULL,
	`newsletter_ids` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`subscriber_id`) REFERENCES `subscribers`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `confirmations_subscriber` ON `confirmations` (`subscriber_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`subscriber_id` text NOT NULL,
	`newsletter_id` text,
	`action` text NOT NULL,
	`text` text,
	`text_version` text,
	`at` integer NOT NULL,
	`ip` text,
	`user_agent` text,
	`source` text NOT NULL,
	FOREIGN KEY (`subscriber_id`) REFERENCES `subscribers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`newsletter_id`) REFERENCES `newsletters`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `consents_subscriber` ON `consents` (`subscriber_id`,`at`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`issue_id` text NOT NULL,
	`subscriber_id` text NOT NULL,
	`batch` integer NOT NULL,
	`variant` text NOT NULL,
	`state` text NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`fence` integer DEFAULT 0 NOT NULL,
	`session` text,
	`lease_until` integer,
	`next_at` integer DEFAULT 0 NOT NULL,
	`date_header` integer,
	`doubts` integer DEFAULT 0 NOT NULL,
	`reason` text,
	`code` integer,
	`enhanced` text,
	`reply` text,
	`resolved_by` text,
	`accepted_at` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`issue_id`, `subscriber_id`),
	FOREIGN KEY (`issue_id`) REFERENCES `issues`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`subscriber_id`) REFERENCES `subscribers`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "deliveries_state_known" CHECK("deliveries"."state" IN ('pending', 'sending', 'accepted', 'deferred', 'failed', 'skipped', 'in_doubt', 'held'))
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`issue_id`,`batch`,`state`,`next_at`);--> statement-breakpoint
CREATE INDEX `deliveries_state` ON `deliveries` (`state`,`lease_until`);--> statement-breakpoint
CREATE TABLE `delivery_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`issue_id` text NOT NULL,
	`subscriber_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`fence` integer NOT NULL,
	`session` text,
	`event` text NOT NULL,
	`detail` text,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `delivery_events_delivery` ON `delivery_events` (`issue_id`,`subscriber_id`);--> statement-breakpoint
CREATE TABLE `desk_sessions` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `issue_articles` (
	`issue_id` text NOT NULL,
	`article_id` text NOT NULL,
	`position` integer NOT NULL,
	`section` text,
	`version` integer NOT NULL,
	PRIMARY KEY(`issue_id`, `article_id`),
	FOREIGN KEY (`issue_id`) REFERENCES `issues`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `issue_articles_article` ON `issue_articles` (`article_id`);--> statement-breakpoint
CREATE TABLE `issue_variants` (
	`issue_id` text NOT NULL,
	`variant` text NOT NULL,
	`subject` text NOT NULL,
	`preheader` text NOT NULL,
	`html` text NOT NULL,
	`text` text NOT NULL,
	`slot_key` text NOT NULL,
	`hash` text NOT NULL,
	`rendered_at` integer NOT NULL,
	PRIMARY KEY(`issue_id`, `variant`),
	FOREIGN KEY (`issue_id`) REFERENCES `issues`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `issues` (
	`id` text PRIMARY KEY NOT NULL,
	`newsletter_id` text NOT NULL,
	`kind` text NOT NULL,
	`local_date` text NOT NULL,
	`edition_key` text NOT NULL,
	`slug` text NOT NULL,
	`state` text NOT NULL,
	`state_reason` text,
	`subject` text NOT NULL,
	`preheader` text NOT NULL,
	`note` text,
	`edited` integer DEFAULT false NOT NULL,
	`candidates_since` integer NOT NULL,
	`content_hash` text NOT NULL,
	`approved_hash` text,
	`approved_by` text,
	`approved_at` integer,
	`send_at` integer,
	`frozen_at` integer,
	`expected_count` integer,
	`excluded` text,
	`batch_count` integer,
	`started_at` integer,
	`finished_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`newsletter_id`) REFERENCES `newsletters`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "issues_state_known" CHECK("issues"."state" IN ('draft', 'approved', 'preparing', 'sending', 'paused', 'done', 'cancelled', 'skipped')),
	CONSTRAINT "issues_kind_known" CHECK("issues"."kind" IN ('digest', 'urgent', 'special'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `issues_edition` ON `issues` (`newsletter_id`,`kind`,`edition_key`);--> statement-breakpoint
CREATE UNIQUE INDEX `issues_slug` ON `issues` (`newsletter_id`,`slug`);--> statement-breakpoint
CREATE INDEX `issues_state` ON `issues` (`state`,`send_at`);--> statement-breakpoint
CREATE TABLE `letters` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`recipient` text NOT NULL,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_at` integer NOT NULL,
	`lease_until` integer,
	`reply` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "letters_state" CHECK("letters"."state" IN ('pending', 'sending', 'accepted', 'failed'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `letters_dedupe_key_unique` ON `letters` (`dedupe_key`);--> statement-breakpoint
CREATE INDEX `letters_due` ON `letters` (`state`,`next_at`);--> statement-breakpoint
CREATE TABLE `newsletter_articles` (
	`newsletter_id` text NOT NULL,
	`article_id` text NOT NULL,
	`section` text,
	`added_at` integer NOT NULL,
	PRIMARY KEY(`newsletter_id`, `article_id`),
	FOREIGN KEY (`newsletter_id`) REFERENCES `newsletters`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `newsletter_articles_recent` ON `newsletter_articles` (`newsletter_id`,`added_at`);--> statement-breakpoint
CREATE TABLE `newsletters` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`settings` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `newsletters_slug_unique` ON `newsletters` (`slug`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`name` text,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "people_role" CHECK("people"."role" IN ('owner', 'editor', 'viewer'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `people_email_unique` ON `people` (`email`);--> statement-breakpoint
CREATE TABLE `sender_sessions` (
	`session` text PRIMARY KEY NOT NULL,
	`host` text NOT NULL,
	`boot_id` text NOT NULL,
	`pid` integer NOT NULL,
	`started_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`ended_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `sign_in_links` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `sources` (
	`id` text PRIMARY KEY NOT NULL,
	`newsletter_id` text NOT NULL,
	`url` text NOT NULL,
	`kind` text NOT NULL,
	`section` text,
	`title` text,
	`etag` text,
	`last_modified` text,
	`next_fetch_at` integer NOT NULL,
	`last_fetch_at` integer,
	`last_new_at` integer,
	`failures` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`newsletter_id`) REFERENCES `newsletters`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `sources_newsletter_url` ON `sources` (`newsletter_id`,`url`);--> statement-breakpoint
CREATE INDEX `sources_due` ON `sources` (`next_fetch_at`);--> statement-breakpoint
CREATE TABLE `subscribers` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`normalised_email` text,
	`address_hash` text NOT NULL,
	`name` text,
	`language` text,
	`created_at` integer NOT NULL,
	`erased_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `subscribers_normalised_email_unique` ON `subscribers` (`normalised_email`);--> statement-breakpoint
CREATE INDEX `subscribers_address_hash` ON `subscribers` (`address_hash`);--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`subscriber_id` text NOT NULL,
	`newsletter_id` text NOT NULL,
	`state` text NOT NULL,
	`paused_until` integer,
	`topics` text,
	`activated_at` integer,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`subscriber_id`, `newsletter_id`),
	FOREIGN KEY (`subscriber_id`) REFERENCES `subscribers`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`newsletter_id`) REFERENCES `newsletters`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "subscriptions_state" CHECK("subscriptions"."state" IN ('pending', 'active', 'paused', 'unsubscribed'))
) STRICT;
--> statement-breakpoint
CREATE INDEX `subscriptions_audience` ON `subscriptions` (`newsletter_id`,`state`,`subscriber_id`);--> statement-breakpoint
CREATE TABLE `suppressions` (
	`address_hash` text PRIMARY KEY NOT NULL,
	`email` text,
	`reason` text NOT NULL,
	`detail` text,
	`source` text NOT NULL,
	`issue_id` text,
	`at` integer NOT NULL
) STRICT;
