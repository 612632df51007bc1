CREATE TABLE `attack_hours` (
	`hour` integer PRIMARY KEY NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `confirmations` ADD `reminder_decided_at` integer;--> statement-breakpoint
CREATE INDEX `confirmations_to_remind` ON `confirmations` (`created_at`) WHERE "confirmations"."used_at" IS NULL AND "confirmations"."reminder_decided_at" IS NULL;--> statement-breakpoint
CREATE TABLE `leaving_reasons` (
	`newsletter_id` text NOT NULL,
	`day` integer NOT NULL,
	`reason` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`newsletter_id`, `day`, `reason`),
	FOREIGN KEY (`newsletter_id`) REFERENCES `newsletters`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
ALTER TABLE `subscriptions` ADD `told_why` integer DEFAULT false NOT NULL;--> statement-breakpoint
INSERT INTO `leaving_reasons` (`newsletter_id`, `day`, `reason`, `count`)
SELECT newsletter_id, at / 86400000, substr(action, 8), count(DISTINCT subscriber_id) FROM consents
 WHERE action GLOB 'reason:*' AND newsletter_id IS NOT NULL GROUP BY 1, 2, 3;--> statement-breakpoint
UPDATE `subscriptions` SET `told_why` = 1
 WHERE state = 'unsubscribed' AND EXISTS (
   SELECT 1 FROM consents c WHERE c.subscriber_id = subscriptions.subscriber_id AND c.newsletter_id = subscriptions.newsletter_id
      AND c.action GLOB 'reason:*' AND c.at >= subscriptions.changed_at);--> statement-breakpoint
DELETE FROM `consents` WHERE action GLOB 'reason:*';
