DROP INDEX `deliveries_state`;--> statement-breakpoint
DROP INDEX `deliveries_due`;--> statement-breakpoint
CREATE INDEX `deliveries_sending` ON `deliveries` (`issue_id`) WHERE "deliveries"."state" = 'sending';--> statement-breakpoint
CREATE INDEX `deliveries_in_doubt` ON `deliveries` (`issue_id`) WHERE "deliveries"."state" = 'in_doubt';--> statement-breakpoint
CREATE INDEX `deliveries_deferred` ON `deliveries` (`issue_id`) WHERE "deliveries"."state" = 'deferred';--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`issue_id`,`batch`,`next_at`) WHERE "deliveries"."state" IN ('pending', 'deferred');