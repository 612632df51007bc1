CREATE TABLE `domain_holds` (
	`domain` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL,
	`length` integer NOT NULL,
	`reason` text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `pace_buckets` (
	`key` text PRIMARY KEY NOT NULL,
	`tokens` real NOT NULL,
	`filled_at` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `pace_minutes` (
	`key` text NOT NULL,
	`minute` integer NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`key`, `minute`)
) STRICT, WITHOUT ROWID;
