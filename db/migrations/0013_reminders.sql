CREATE TABLE `attack_hours` (
	`hour` integer PRIMARY KEY NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `confirmations` ADD `reminder_decided_at` integer;--> statement-breakpoint
CREATE INDEX `confirmations_to_remind` ON `confirmations` (`created_at`) WHERE "confirmations"."used_at" IS NULL AND "confirmations"."reminder_decided_at" IS NULL;