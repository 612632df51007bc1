CREATE TABLE `delivery_counts` (
	`issue_id` text NOT NULL,
	`state` text NOT NULL,
	`count` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`issue_id`, `state`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
CREATE TABLE `delivery_pace` (
	`issue_id` text NOT NULL,
	`second` integer NOT NULL,
	`at` integer NOT NULL,
	`settled` integer NOT NULL,
	PRIMARY KEY(`issue_id`, `second`)
) WITHOUT ROWID, STRICT;
--> statement-breakpoint
INSERT INTO `delivery_counts` (`issue_id`, `state`, `count`)
SELECT i.id, s.column1, coalesce(r.count, 0)
FROM issues i
JOIN (VALUES ('pending'), ('sending'), ('accepted'), ('deferred'), ('failed'), ('skipped'), ('in_doubt'), ('held')) s
LEFT JOIN (SELECT issue_id, state, count(*) AS count FROM deliveries GROUP BY 1, 2) r ON r.issue_id = i.id AND r.state = s.column1;
--> statement-breakpoint
CREATE TRIGGER `delivery_counts_of_issue` AFTER INSERT ON `issues` BEGIN
	INSERT INTO delivery_counts (issue_id, state)
	VALUES (NEW.id, 'pending'), (NEW.id, 'sending'), (NEW.id, 'accepted'), (NEW.id, 'deferred'),
		(NEW.id, 'failed'), (NEW.id, 'skipped'), (NEW.id, 'in_doubt'), (NEW.id, 'held');
END;
--> statement-breakpoint
CREATE TRIGGER `delivery_counts_insert` AFTER INSERT ON `deliveries` BEGIN
	UPDATE delivery_counts SET count = count + 1 WHERE issue_id = NEW.issue_id AND state = NEW.state;
END;
--> statement-breakpoint
CREATE TRIGGER `delivery_counts_update` AFTER UPDATE OF `state` ON `deliveries` WHEN OLD.state IS NOT NEW.state BEGIN
	UPDATE delivery_counts SET count = count - 1 WHERE issue_id = OLD.issue_id AND state = OLD.state;
	UPDATE delivery_counts SET count = count + 1 WHERE issue_id = NEW.issue_id AND state = NEW.state;
END;
--> statement-breakpoint
CREATE TRIGGER `delivery_counts_delete` AFTER DELETE ON `deliveries` BEGIN
	UPDATE delivery_counts SET count = count - 1 WHERE issue_id = OLD.issue_id AND state = OLD.state;
END;
--> statement-breakpoint
CREATE INDEX `deliveries_missed` ON `deliveries` (`issue_id`) WHERE "deliveries"."state" IN ('failed', 'skipped', 'held');
