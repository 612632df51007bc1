CREATE TABLE `relays` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `relays_name_unique` ON `relays` (`name`);--> statement-breakpoint
ALTER TABLE `deliveries` ADD `relay` integer REFERENCES relays(id);