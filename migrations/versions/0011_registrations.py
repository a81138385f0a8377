"""Who registered for remote participation, and their passes and calendars."""

import sqlalchemy as sa
from alembic import op

import scheduler.store.types


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.create_table('participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('affiliation', sa.Text(), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('consented_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_participant_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant')),
    sa.UniqueConstraint('event_id', 'email', name=op.f('uq_participant_event_id_email')),
    sqlite_autoincrement=True
    )
    op.create_table('registration_list',
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.String(length=160), nullable=False),
    sa.Column('part', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('erased', sa.Integer(), server_default='0', nullable=False),
    sa.CheckConstraint('erased >= 0', name=op.f('ck_registration_list_erased_positive')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_registration_list_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('event_id', 'session', 'part', name=op.f('pk_registration_list'))
    )
    op.create_table('registration_request',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('affiliation', sa.Text(), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('wanted', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('consented_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_registration_request_event_id_event'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_registration_request'))
    )
    with op.batch_alter_table('registration_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_registration_request_event_id'), ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_registration_request_expires_at'), ['expires_at'], unique=False)

    op.create_table('participant_link',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('created_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_participant_link_participant_id_participant'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_participant_link'))
    )
    with op.batch_alter_table('participant_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participant_link_participant_id'), ['participant_id'], unique=False)

    op.create_table('registration',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('session', sa.String(length=160), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('waiting', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('registered_at', scheduler.store.types.UtcDateTime(timezone=True), nullable=False),
    sa.Column('told_starts', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.Column('told_cancelled', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('reminded_for', scheduler.store.types.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_registration_event_id_event'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_registration_participant_id_participant'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_registration')),
    sa.UniqueConstraint('participant_id', 'session', 'part', name=op.f('uq_registration_participant_id_session_part')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.create_index('ix_registration_event_id_session_part', ['event_id', 'session', 'part', 'waiting'], unique=False)

    with op.batch_alter_table('feed_token', schema=None) as batch_op:
        batch_op.add_column(sa.Column('participant_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_feed_token_participant_id'), ['participant_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_feed_token_participant_id_participant'), 'participant', ['participant_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.add_column(sa.Column('participant_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_ticket_participant_id'), ['participant_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_ticket_participant_id_participant'), 'participant', ['participant_id'], ['id'], ondelete='CASCADE')



def downgrade() -> None:
    """Go down. Without the registrations, the passes and calendars of participants would be nobody's."""
    for table in ('feed_token', 'ticket'):
        op.execute(f'DELETE FROM {table} WHERE participant_id IS NOT NULL')  # noqa: S608 - two names of our own
    with op.batch_alter_table('ticket', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_ticket_participant_id_participant'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_ticket_participant_id'))
        batch_op.drop_column('participant_id')

    with op.batch_alter_table('feed_token', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_feed_token_participant_id_participant'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_feed_token_participant_id'))
        batch_op.drop_column('participant_id')

    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_index('ix_registration_event_id_session_part')

    op.drop_table('registration')
    with op.batch_alter_table('participant_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_participant_link_participant_id'))

    op.drop_table('participant_link')
    with op.batch_alter_table('registration_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_registration_request_expires_at'))
        batch_op.drop_index(batch_op.f('ix_registration_request_event_id'))

    op.drop_table('registration_request')
    op.drop_table('registration_list')
    op.drop_table('participant')
