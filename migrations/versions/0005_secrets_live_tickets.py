"""Links and passcodes, encrypted; what is true of a placement now; tickets."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('secret',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('ciphertext', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_secret_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_secret')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('secret', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_secret_event_id'), ['event_id'], unique=False)

    op.create_table('live_room',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('room', sa.String(length=160), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('link', sa.Integer(), nullable=True),
    sa.Column('passcode', sa.Integer(), nullable=True),
    sa.Column('who', sa.Text(), server_default='', nullable=False),
    sa.Column('changed_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id', 'room'], ['room.event_id', 'room.slug'], name=op.f('fk_live_room_event_id_room_room'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_live_room_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'room', 'day', name=op.f('pk_live_room'))
    )
    op.create_table('ticket',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('person', sa.String(length=160), nullable=True),
    sa.Column('audience', sa.String(length=20), nullable=False),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.CheckConstraint("audience IN ('public', 'registered', 'speakers', 'hosts')", name=op.f('ck_ticket_audience_known')),
    sa.ForeignKeyConstraint(['event_id', 'person'], ['person.event_id', 'person.id'], name=op.f('fk_ticket_event_id_person_person'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_ticket_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket')),
    sa.UniqueConstraint('digest', name=op.f('uq_ticket_digest'))
    )
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.create_index('ix_ticket_event_id_person', ['event_id', 'person'], unique=False)

    op.create_table('live',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.String(length=160), nullable=False),
    sa.Column('part', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('link', sa.Integer(), nullable=True),
    sa.Column('passcode', sa.Integer(), nullable=True),
    sa.Column('delay_minutes', sa.Integer(), server_default='0', nullable=False),
    sa.Column('ended_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('room_full', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('emergency_room', sa.String(length=160), nullable=True),
    sa.Column('recording', sa.Integer(), nullable=True),
    sa.Column('who', sa.Text(), server_default='', nullable=False),
    sa.Column('changed_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.CheckConstraint('delay_minutes >= 0', name=op.f('ck_live_delay_positive')),
    sa.ForeignKeyConstraint(['event_id', 'session', 'part'], ['part.event_id', 'part.session', 'part.number'], name=op.f('fk_live_event_id_session_part_part'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_live_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'session', 'part', name=op.f('pk_live'))
    )
    op.create_table('remote_links',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.String(length=160), nullable=False),
    sa.Column('part', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('ways', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('recording', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['event_id', 'session', 'part'], ['remote_slot.event_id', 'remote_slot.session', 'remote_slot.part'], name=op.f('fk_remote_links_event_id_session_part_remote_slot'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_remote_links_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'session', 'part', name=op.f('pk_remote_links'))
    )
    # Not in a batch, which would make SQLite's table anew, and forget which ids it gave out.
    op.add_column('event', sa.Column('live_revision', sa.Integer(), server_default='0', nullable=False))


def downgrade() -> None:
    """Go down."""
    op.drop_column('event', 'live_revision')
    op.drop_table('remote_links')
    op.drop_table('live')
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_index('ix_ticket_event_id_person')

    op.drop_table('ticket')
    op.drop_table('live_room')
    with op.batch_alter_table('secret', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_secret_event_id'))

    op.drop_table('secret')
