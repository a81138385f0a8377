"""Notices: who is told of changes, and what waits to be told; webhooks and their deliveries."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('follow_request',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('wish', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=True),
    sa.Column('invitations', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('expires_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_follow_request_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_follow_request'))
    )
    with op.batch_alter_table('follow_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_request_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_request_expires_at'), ['expires_at'], unique=False)

    op.create_table('notice_setting',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=20), nullable=False),
    sa.Column('collect_minutes', sa.Integer(), nullable=False),
    sa.Column('settled', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('who', sa.Text(), server_default='', nullable=False),
    sa.Column('changed_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("mode IN ('off', 'drafts', 'automatic')", name=op.f('ck_notice_setting_mode_known')),
    sa.CheckConstraint('collect_minutes BETWEEN 0 AND 1440', name=op.f('ck_notice_setting_collect_minutes_range')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_notice_setting_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', name=op.f('pk_notice_setting'))
    )
    op.create_table('recipient',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject', sa.String(length=160), server_default='', nullable=False),
    sa.Column('address', sa.String(length=254), server_default='', nullable=False),
    sa.Column('wishes', sa.JSON(none_as_null=True), server_default='[]', nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=True),
    sa.Column('invitations', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.Column('stopped_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('person', 'organisation', 'follower')", name=op.f('ck_recipient_kind_known')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_recipient_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recipient')),
    sa.UniqueConstraint('event_id', 'kind', 'subject', 'address', name=op.f('uq_recipient_event_id_kind_subject_address')),
    sqlite_autoincrement=True
    )
    op.create_table('webhook',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('secret', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('told', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_webhook_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('webhook', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_event_id'), ['event_id'], unique=False)

    op.create_table('notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('from_number', sa.Integer(), nullable=False),
    sa.Column('to_number', sa.Integer(), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('decided_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('who', sa.Text(), nullable=True),
    sa.Column('mails', sa.JSON(none_as_null=True), server_default='[]', nullable=False),
    sa.Column('stop_digest', sa.String(length=64), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'approved', 'written', 'discarded')", name=op.f('ck_notice_state_known')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_notice_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['recipient_id'], ['recipient.id'], name=op.f('fk_notice_recipient_id_recipient'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice')),
    sa.UniqueConstraint('recipient_id', 'from_number', name=op.f('uq_notice_recipient_id_from_number')),
    sa.UniqueConstraint('stop_digest', name=op.f('uq_notice_stop_digest')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notice_created_at'), ['created_at'], unique=False)
        batch_op.create_index('ix_notice_event_id_state', ['event_id', 'state'], unique=False)

    op.create_table('webhook_delivery',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('webhook_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('due_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('tried_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('sent_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('milliseconds', sa.Integer(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_delivery_webhook_id_webhook'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery')),
    sa.UniqueConstraint('webhook_id', 'what', 'number', name=op.f('uq_webhook_delivery_webhook_id_what_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_delivery_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_webhook_delivery_due_at'), ['due_at'], unique=False)



def downgrade() -> None:
    """Go down."""
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_delivery_due_at'))
        batch_op.drop_index(batch_op.f('ix_webhook_delivery_created_at'))

    op.drop_table('webhook_delivery')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.drop_index('ix_notice_event_id_state')
        batch_op.drop_index(batch_op.f('ix_notice_created_at'))

    op.drop_table('notice')
    with op.batch_alter_table('webhook', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_event_id'))

    op.drop_table('webhook')
    op.drop_table('recipient')
    op.drop_table('notice_setting')
    with op.batch_alter_table('follow_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_follow_request_expires_at'))
        batch_op.drop_index(batch_op.f('ix_follow_request_event_id'))

    op.drop_table('follow_request')
