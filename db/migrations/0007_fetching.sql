CREATE TABLE `hub_subscriptions` (
	`source_id` text PRIMARY KEY NOT NULL,
	`hub` text NOT NULL,
	`topic` text NOT NULL,
	`token` text NOT NULL,
	`secret` text NOT NULL,
	`state` text NOT NULL,
	`asked_at` integer NOT NULL,
	`asked` integer NOT NULL,
	`lease_until` integer,
	`renew_at` integer,
	`last_push_at` integer,
	`last_error` text,
	FOREIGN KEY (`source_id`) REFERENCES `sources`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "hub_subscriptions_state" CHECK("hub_subscriptions"."state" IN ('asked', 'active', 'refused'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `hub_subscriptions_token_unique` ON `hub_subscriptions` (`token`);--> statement-breakpoint
ALTER TABLE `sources` ADD `host` text GENERATED ALWAYS AS (substr(substr(url, instr(url, '://') + 3), 1, instr(substr(url, instr(url, '://') + 3), '/') - 1)) VIRTUAL;--> statement-breakpoint
ALTER TABLE `sources` ADD `fetching_until` integer;--> statement-breakpoint
ALTER TABLE `sources` ADD `retry_at` integer;--> statement-breakpoint
ALTER TABLE `sources` ADD `failing_since` integer;--> statement-breakpoint
ALTER TABLE `sources` ADD `stopped_at` integer;--> statement-breakpoint
ALTER TABLE `sources` ADD `moved_to` text;--> statement-breakpoint
ALTER TABLE `sources` ADD `moved_times` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sources` ADD `body_hash` text;--> statement-breakpoint
ALTER TABLE `sources` ADD `manners` text;--> statement-breakpoint
CREATE INDEX `sources_host` ON `sources` (`host`,`next_fetch_at`);