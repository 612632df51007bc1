CREATE TABLE `sign_up_attempts` (
	`scope` text NOT NULL,
	`address` text NOT NULL,
	`at` integer NOT NULL,
	`tries` integer NOT NULL,
	PRIMARY KEY(`scope`, `address`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `sign_up_attempts_recent` ON `sign_up_attempts` (`scope`,`at`);--> statement-breakpoint
CREATE INDEX `sign_up_attempts_at` ON `sign_up_attempts` (`at`);--> statement-breakpoint
CREATE TABLE `sign_ups` (
	`id` text PRIMARY KEY NOT NULL,
	`request` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `sign_ups_at` ON `sign_ups` (`at`);--> statement-breakpoint
CREATE TABLE `unanswered_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`mailbox` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `unanswered_letters_address` ON `unanswered_letters` (`address`);--> statement-breakpoint
CREATE INDEX `unanswered_letters_mailbox` ON `unanswered_letters` (`mailbox`,`at`);--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `frequency` text DEFAULT 'every' NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `left_at` integer;--> statement-breakpoint
CREATE INDEX `subscriptions_weekly` ON `subscriptions` (`newsletter_id`) WHERE "subscriptions"."frequency" = 'weekly';