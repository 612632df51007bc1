ALTER TABLE `suppressions` ADD `bounce_id` text;--> statement-breakpoint
ALTER TABLE `bounces` ADD `counts` integer DEFAULT false NOT NULL;