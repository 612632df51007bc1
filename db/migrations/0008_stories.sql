CREATE TABLE `corrections` (
	`issue_id` text NOT NULL,
	`article_id` text NOT NULL,
	`version` integer NOT NULL,
	`decision` text NOT NULL,
	`decided_by` text NOT NULL,
	`decided_at` integer NOT NULL,
	PRIMARY KEY(`issue_id`, `article_id`),
	FOREIGN KEY (`issue_id`) REFERENCES `issues`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "corrections_decision_known" CHECK("corrections"."decision" IN ('corrected', 'dismissed'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `issue_choices` (
	`issue_id` text NOT NULL,
	`article_id` text NOT NULL,
	`position` integer NOT NULL,
	`reason` text NOT NULL,
	`words` text NOT NULL,
	PRIMARY KEY(`issue_id`, `article_id`),
	FOREIGN KEY (`issue_id`) REFERENCES `issues`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `issue_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`issue_id` text NOT NULL,
	`at` integer NOT NULL,
	`words` text NOT NULL,
	FOREIGN KEY (`issue_id`) REFERENCES `issues`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `issue_log_issue` ON `issue_log` (`issue_id`);--> statement-breakpoint
CREATE TABLE `pictures` (
	`id` text PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`state` text NOT NULL,
	`width` integer,
	`height` integer,
	`bytes` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`next_at` integer,
	`settled_at` integer,
	`fault` text,
	`created_at` integer NOT NULL,
	CONSTRAINT "pictures_state_known" CHECK("pictures"."state" IN ('waiting', 'copied', 'unreachable', 'unusable'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `pictures_url_unique` ON `pictures` (`url`);--> statement-breakpoint
CREATE INDEX `pictures_due` ON `pictures` (`next_at`);--> statement-breakpoint
ALTER TABLE `articles` ADD `gone_at` integer;--> statement-breakpoint
ALTER TABLE `articles` ADD `featured` integer DEFAULT false NOT NULL;