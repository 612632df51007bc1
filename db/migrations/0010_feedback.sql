CREATE TABLE `feedback_alarms` (
	`issue_id` text NOT NULL,
	`kind` text NOT NULL,
	`provider` text NOT NULL,
	`count` integer NOT NULL,
	`mails` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`issue_id`, `kind`, `provider`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `feedback_alarms_at` ON `feedback_alarms` (`at`);--> statement-breakpoint
CREATE TABLE `feedback_seen` (
	`source` text NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`source`, `key`)
) STRICT;
--> statement-breakpoint
ALTER TABLE `bounces` ADD `domain` text;--> statement-breakpoint
ALTER TABLE `bounces` ADD `matched_by` text DEFAULT 'token' NOT NULL;--> statement-breakpoint
ALTER TABLE `bounces` ADD `service` text;--> statement-breakpoint
CREATE INDEX `bounces_at` ON `bounces` (`at`);--> statement-breakpoint
CREATE INDEX `bounces_totals` ON `bounces` (`class`,`domain`,`channel`);--> statement-breakpoint
CREATE INDEX `consents_totals` ON `consents` (`action`,`source`);