export { type AuditLog, auditLog } from "./audit-log.ts";
export {
  AUDIT_EVENTS,
  type AuditEvent,
  type ClaimRefused,
  type LeaseHandedOver,
  type LeaseRevoked,
} from "./entry.ts";
export { type AuditEntry, type AuditFilter, type AuditReading, readAudit } from "./read-audit.ts";
